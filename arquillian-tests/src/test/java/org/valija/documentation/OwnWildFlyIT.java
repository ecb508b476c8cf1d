package org.valija.documentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.valija.client.Await;
import org.valija.program.Program;
import org.valija.program.Tools;
import org.valija.server.TestServer;

/** Follows docs/deploy-wildfly.md, command by command. */
class OwnWildFlyIT {

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void thePageLeadsToAServerThatReceivesMail() throws Exception {
        assumeTrue(TestServer.product() == TestServer.Product.WILDFLY, "This page is about WildFly");
        Tools.require("curl", "apt-get install curl");
        List<Command> commands = Page.named("docs/deploy-wildfly.md").blocks("bash").stream()
                .flatMap(block -> Command.of(block).stream())
                .toList();
        assertThat(commands).isNotEmpty();
        try (OwnWildFly server = OwnWildFly.in(folder)) {
            for (Command command : commands) {
                if (command.line().contains("actas.war")) {
                    server.deploy(oldApplication());
                }
                server.run(command);
            }
            assertThat(server.log()).contains("Listener relay is open on 127.0.0.1:" + OwnWildFly.port(2525));
            Program.Result sent = curl(
                    "--crlf",
                    "--url",
                    "smtp://127.0.0.1:" + OwnWildFly.port(2525),
                    "--mail-from",
                    "ana@ejemplo.net",
                    "--mail-rcpt",
                    "soporte@ejemplo.com",
                    "--upload-file",
                    "docs/first-mail.eml");
            assertThat(sent.status()).as(sent.output()).isZero();
            String site = "http://127.0.0.1:" + OwnWildFly.port(8080);
            assertThat(curl(site + "/soporte/tickets").output()).contains("ana@ejemplo.net");
            assertThat(curl(site + "/valija/login.xhtml").status()).isZero();
            for (Command command : commands) {
                if (command.line().contains("deploy --force")) {
                    server.run(command); // the application is to find the new one
                }
            }
            assertThatTheOldApplicationSendsInItsTransaction(site);
        }
    }

    /** As it is, without the API. */
    private Path oldApplication() {
        Path file = folder.resolve("actas.war");
        ShrinkWrap.create(WebArchive.class)
                .addClass(ActasServlet.class)
                .as(ZipExporter.class)
                .exportTo(file.toFile());
        return file;
    }

    private static void assertThatTheOldApplicationSendsInItsTransaction(String site) throws Exception {
        String send = site + "/actas/send?session=java:jboss/mail/Default&to=";
        for (String query : List.of("no@ejemplo.net&commit=false", "si@ejemplo.net&commit=true")) {
            Program.Result sent = curl("-X", "POST", send + query);
            assertThat(sent.status()).as(sent.output()).isZero();
        }
        String mailbox = site + "/valija/api/sandbox/messages?limit=1000";
        Await.until("the mail of the old application", Duration.ofSeconds(30), () -> mails(mailbox)
                .contains("si@ejemplo.net"));
        assertThat(mails(mailbox)).doesNotContain("no@ejemplo.net");
    }

    private static String mails(String mailbox) throws Exception {
        return curl("-u", "admin:a-password-of-yours", mailbox).output();
    }

    private static Program.Result curl(String... arguments) throws Exception {
        String[] command = new String[arguments.length + 4];
        System.arraycopy(new String[] {"curl", "-fsS", "--max-time", "30"}, 0, command, 0, 4);
        System.arraycopy(arguments, 0, command, 4, arguments.length);
        return Program.of(command).in(Page.ROOT).run();
    }
}
