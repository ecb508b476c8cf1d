package org.valija;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "org.valija", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule knows_only_the_jdk_and_jakarta_ee = noClasses()
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages(
                    "java..", "jakarta..", "org.valija", "org.valija.spi", "org.valija.cdi", "org.valija.transport");

    @ArchTest
    static final ArchRule what_applications_use_does_not_know_the_inside = noClasses()
            .that()
            .resideInAPackage("org.valija")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.valija.spi", "org.valija.cdi", "org.valija.transport");

    @ArchTest
    static final ArchRule no_cycles =
            slices().matching("org.valija.(*)..").should().beFreeOfCycles();
}
