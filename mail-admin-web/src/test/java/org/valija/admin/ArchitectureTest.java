package org.valija.admin;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What the console may depend on. */
@AnalyzeClasses(packages = "org.valija", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule KNOWS_THE_SERVICES_AND_NOT_THE_ENGINE = noClasses()
            .that()
            .resideInAPackage("org.valija.admin..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.valija.smtp..", "org.valija.ra..", "io.netty..", "java.sql..", "jakarta.persistence..");

    @ArchTest
    static final ArchRule EJBS_DO_NOT_KNOW_THE_CONSOLE = noClasses()
            .that()
            .resideOutsideOfPackage("org.valija.admin..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.valija.admin..");

    @ArchTest
    static final ArchRule READS_MESSAGES_WITHOUT_FACES_OR_REST = noClasses()
            .that()
            .resideInAPackage("org.valija.admin.message..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta.faces..", "org.primefaces..", "jakarta.ws.rs..", "jakarta.servlet..");

    @ArchTest
    static final ArchRule ONLY_ONE_PLACE_KNOWS_MIME4J = noClasses()
            .that()
            .resideOutsideOfPackage("org.valija.admin.message..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.james..");

    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().matching("org.valija.(**)").should().beFreeOfCycles();
}
