package org.valija.documentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.UUID;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.valija.client.Http;
import org.valija.client.Sandbox;
import org.valija.program.Program;
import org.valija.server.Administration;
import org.valija.server.OnServer;
import org.valija.server.TestServer;

/** Follows docs/deploy-payara.md where it turns a mail session of the server's to Valija; OwnWildFlyIT does so for WildFly. */
@OnServer
class PayaraMailSessionIT {

    private static final String SESSION = "mail/actas";

    /** As it is, without the API. */
    @Deployment(testable = false)
    static WebArchive application() {
        return ShrinkWrap.create(WebArchive.class, "actas.war").addClass(ActasServlet.class);
    }

    @Test
    void anOldApplicationSendsInItsTransactionOnceItsSessionIsChanged() throws Exception {
        assumeTrue(TestServer.product() == TestServer.Product.PAYARA, "This page is about Payara");
        List<Command> commands = Page.named("docs/deploy-payara.md").blocks("bash").stream()
                .flatMap(block -> Command.of(block).stream())
                .filter(command -> command.line().contains("resources.mail-resource." + SESSION))
                .toList();
        assertThat(commands).hasSize(1);
        shell("bin/asadmin create-javamail-resource --mailhost localhost --mailuser actas"
                + " --fromaddress actas@ejemplo.com " + SESSION);
        try {
            shell(commands.get(0).line());
            String lost = "no-" + UUID.randomUUID() + "@ejemplo.net";
            String kept = "si-" + UUID.randomUUID() + "@ejemplo.net";
            Http.postOk("/actas/send?session=" + SESSION + "&commit=false&to=" + lost);
            Http.postOk("/actas/send?session=" + SESSION + "&commit=true&to=" + kept);
            Sandbox.await(mail -> mail.recipients().contains(kept), "to " + kept);
            assertThat(Sandbox.messages()).noneMatch(mail -> mail.recipients().contains(lost));
        } finally {
            shell("bin/asadmin delete-javamail-resource " + SESSION);
        }
    }

    private static void shell(String line) throws Exception {
        String command = line.replace("bin/asadmin", String.join(" ", Administration.asadmin()));
        Program.Result result = Program.of("bash", "-euo", "pipefail", "-c", command)
                .environment("JAVA_HOME", System.getProperty("java.home"))
                .run();
        assertThat(result.status()).as(command + "\n" + result.output()).isZero();
    }
}
