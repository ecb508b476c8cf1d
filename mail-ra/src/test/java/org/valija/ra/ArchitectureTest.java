package org.valija.ra;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "org.valija", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule THE_ENGINE_DOES_NOT_KNOW_THE_ADAPTER = noClasses()
            .that()
            .resideInAPackage("org.valija.smtp..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.valija.ra..");

    @ArchTest
    static final ArchRule THE_ADAPTER_KNOWS_NEITHER_THE_EJBS_NOR_NETTY = noClasses()
            .that()
            .resideInAPackage("org.valija.ra..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.valija.outbound..",
                    "org.valija.policy..",
                    "org.valija.route..",
                    "org.valija.sandbox..",
                    "org.valija.settings..",
                    "org.valija.admin..",
                    "io.netty..");
}
