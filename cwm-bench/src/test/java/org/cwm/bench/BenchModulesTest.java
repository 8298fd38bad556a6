package org.cwm.bench;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Everything may be measured; nothing knows of the measurements. */
@AnalyzeClasses(packages = "org.cwm", importOptions = ImportOption.DoNotIncludeTests.class)
class BenchModulesTest {

    @ArchTest
    static final ArchRule NOTHING_NEEDS_THE_MEASUREMENTS = noClasses()
            .that()
            .resideOutsideOfPackage("org.cwm.bench..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.cwm.bench..");

    @ArchTest
    static final ArchRule ONLY_SIMD_AND_THE_LIMITS_USE_THE_VECTOR_API = noClasses()
            .that()
            .resideOutsideOfPackages("org.cwm.simd..", "org.cwm.bench.limits..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("jdk.incubator..");

    @ArchTest
    static final ArchRule PARTS_HAVE_NO_CYCLES =
            slices().matching("org.cwm.bench.(*)..").should().beFreeOfCycles();
}
