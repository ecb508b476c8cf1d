package org.valija;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "org.valija", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule doesNotSeeTheAdapter =
            noClasses().should().dependOnClassesThat().resideInAnyPackage("org.valija.smtp..", "org.valija.ra..");

    @ArchTest
    static final ArchRule doesNotSeeTheConsole =
            noClasses().should().dependOnClassesThat().resideInAPackage("org.valija.admin..");

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("org.valija.(*)..").should().beFreeOfCycles();
}
