package org.cwm.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows between modules and packages point one way. */
@AnalyzeClasses(packages = "org.cwm", importOptions = ModulesTest.NoTests.class)
class ModulesTest {

    /** Tests are not looked at, wherever the build puts them. */
    static final class NoTests implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("/test-classes/");
        }
    }

    private static final String[] OTHER_MODULES = {
        "org.cwm.simd..", "org.cwm.data..", "org.cwm.variational..", "org.cwm.cli..", "org.cwm.bench.."
    };

    private static final DescribedPredicate<JavaClass> CORE = JavaClass.Predicates.resideInAPackage("org.cwm..")
            .and(DescribedPredicate.not(JavaClass.Predicates.resideInAnyPackage(OTHER_MODULES)))
            .as("cwm-core");

    @ArchTest
    static final ArchRule ONLY_SIMD_USES_THE_VECTOR_API = noClasses()
            .that()
            .resideOutsideOfPackages("org.cwm.simd..", "org.cwm.bench..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("jdk.incubator..");

    @ArchTest
    static final ArchRule CORE_NEEDS_NOTHING_BUT_THE_JDK = classes()
            .that(CORE)
            .should()
            .onlyDependOnClassesThat(CORE.or(
                    JavaClass.Predicates.resideInAnyPackage("java..", "javax..", "org.jspecify.annotations..")));

    @ArchTest
    static final ArchRule SIMD_NEEDS_CORE_ONLY = noClasses()
            .that()
            .resideInAPackage("org.cwm.simd..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.cwm.data..", "org.cwm.variational..", "org.cwm.cli..");

    @ArchTest
    static final ArchRule DATA_NEEDS_CORE_ONLY = noClasses()
            .that()
            .resideInAPackage("org.cwm.data..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.cwm.simd..", "org.cwm.variational..", "org.cwm.cli..");

    @ArchTest
    static final ArchRule INFERENCE_NEEDS_CORE_ONLY = noClasses()
            .that()
            .resideInAPackage("org.cwm.variational..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.cwm.simd..", "org.cwm.data..", "org.cwm.cli..");

    @ArchTest
    static final ArchRule COMMAND_FINDS_SIMD_AS_A_SERVICE = noClasses()
            .that()
            .resideInAPackage("org.cwm.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.cwm.simd..");

    @ArchTest
    static final ArchRule NOTHING_NEEDS_THE_MEASUREMENTS = noClasses()
            .that()
            .resideOutsideOfPackage("org.cwm.bench..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.cwm.bench..");

    @ArchTest
    static final ArchRule PACKAGES_HAVE_NO_CYCLES =
            slices().matching("org.cwm.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule PARTS_OF_THE_COMMAND_HAVE_NO_CYCLES =
            slices().matching("org.cwm.cli.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule PICTURES_AND_PAGES_DO_NOT_KNOW_THE_VERBS = noClasses()
            .that()
            .resideInAnyPackage("org.cwm.cli.charts..", "org.cwm.cli.report..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.cwm.cli");
}
