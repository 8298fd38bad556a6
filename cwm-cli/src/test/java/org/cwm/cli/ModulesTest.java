package org.cwm.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "org.cwm", importOptions = ImportOption.DoNotIncludeTests.class)
class ModulesTest {
    @ArchTest
    static final ArchRule ONLY_SIMD_USES_THE_VECTOR_API = noClasses()
            .that()
            .resideOutsideOfPackage("org.cwm.simd..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("jdk.incubator..");
}
