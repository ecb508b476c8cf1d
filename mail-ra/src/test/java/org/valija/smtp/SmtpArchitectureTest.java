package org.valija.smtp;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.valija.spi.Extension;
import org.valija.spi.IpNetwork;

/** The arrows of the engine. */
@AnalyzeClasses(packages = "org.valija", importOptions = ImportOption.DoNotIncludeTests.class)
class SmtpArchitectureTest {

    @ArchTest
    static final ArchRule ENGINE_KNOWS_NO_JAKARTA_EE = noClasses()
            .that()
            .resideInAPackage("org.valija.smtp..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta..", "javax.transaction..", "org.valija.ra..");

    @ArchTest
    static final ArchRule GRAMMAR_KNOWS_THE_ENVELOPE_ONLY = classes()
            .that()
            .resideInAPackage("org.valija.smtp.grammar")
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage("org.valija.smtp.grammar", "org.valija", "java..")
                    .or(equivalentTo(Extension.class))
                    .or(equivalentTo(IpNetwork.class)));

    @ArchTest
    static final ArchRule SASL_KNOWS_THE_JDK_AND_SASLPREP_ONLY = classes()
            .that()
            .resideInAPackage("org.valija.smtp.sasl")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("org.valija.smtp.sasl", "com.ongres..", "java..", "javax.crypto..");

    @ArchTest
    static final ArchRule SPOOL_KNOWS_THE_JDK_ONLY = classes()
            .that()
            .resideInAPackage("org.valija.smtp.spool")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("org.valija.smtp.spool", "java..");

    @ArchTest
    static final ArchRule SESSION_DOES_NO_IO = noClasses()
            .that()
            .haveSimpleNameStartingWith("SmtpSession")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.netty..", "java.nio.file..", "java.nio.channels..", "org.valija.smtp.wire");

    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().matching("org.valija.(**)").should().beFreeOfCycles();
}
