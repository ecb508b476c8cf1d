package org.valija.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.valija.run.ServerOutput.OpenListener;

/**
 * What is shown when the server is ready.
 *
 * @param listeners the open ports
 * @param problems listeners that could not be opened
 * @param site the console's web server
 * @param newPassword the admin's password, if it was made at this start
 * @param demoUser whether the demo user exists
 * @param data the data folder
 * @param log the log file
 * @param certificate the server's certificate as PEM
 */
record ReadyBlock(
        List<OpenListener> listeners,
        List<String> problems,
        String site,
        Optional<String> newPassword,
        boolean demoUser,
        Path data,
        Path log,
        Path certificate) {

    static final String DEMO_USER = "robot@laboratorio.local";
    static final String DEMO_PASSWORD = "ClaveSecreta!";

    private static final String RULE = "=".repeat(80);

    String text() {
        List<String> lines = new ArrayList<>();
        lines.add(RULE);
        lines.add("Valija is ready. Ctrl-C stops it.");
        lines.add("");
        for (OpenListener listener : listeners) {
            lines.add(String.format(
                    "  %-13s%s:%d%s", listener.name(), listener.address(), listener.port(), remark(listener.name())));
        }
        problems.forEach(problem -> lines.add("  !  " + problem));
        lines.add("  console      " + site + "/valija   user admin"
                + newPassword.map(made -> ", password " + made).orElse(""));
        newPassword.ifPresent(
                made -> lines.add("               (made at this start and shown only now; choose your own by"
                        + " -Dvalija.admin.password=)"));
        lines.add("  example      " + site + "/soporte/tickets   mail to soporte@ejemplo.com becomes a ticket");
        lines.add("  data         " + data);
        lines.add("  log          " + log);
        lines.add("  certificate  " + certificate + "   (self-signed)");
        lines.add("");
        lines.add("Nothing leaves this machine: what is sent lands in the sandbox, " + site + "/valija/sandbox.xhtml");
        if (demoUser) {
            lines.add("For the demo only: the user " + DEMO_USER + " has the password " + DEMO_PASSWORD);
        }
        tryNext(lines);
        lines.add(RULE);
        return String.join(System.lineSeparator(), lines);
    }

    private void tryNext(List<String> lines) {
        port("relay").ifPresent(relay -> {
            lines.add("");
            lines.add("Try next: send a message without a login,");
            lines.add("  python3 -c 'import smtplib; smtplib.SMTP(\"localhost\", " + relay.port()
                    + ").sendmail(\"ana@ejemplo.net\", \"soporte@ejemplo.com\", \"Subject: Hola\\n\\nNo imprime.\")'");
        });
        if (demoUser) {
            port("submission").ifPresent(submission -> {
                lines.add("or with TLS and a login,");
                lines.add("  swaks --server localhost:" + submission.port() + " --tls --auth-user " + DEMO_USER
                        + " --auth-password '" + DEMO_PASSWORD + "'" + " --from " + DEMO_USER
                        + " --to soporte@ejemplo.com");
            });
        }
        lines.add("and look at " + site + "/soporte/tickets and, for the answer, at the sandbox.");
    }

    private Optional<OpenListener> port(String name) {
        return listeners.stream().filter(l -> l.name().equals(name)).findFirst();
    }

    private static String remark(String name) {
        return switch (name) {
            case "relay" -> "   from other servers; STARTTLS offered";
            case "submission" -> "   from users; STARTTLS, then a login";
            case "submissions" -> "   from users; TLS at once, then a login";
            default -> "";
        };
    }
}
