package org.valija.server;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.valija.program.Program;

/** What an administrator does with the server under test, by the server's own command line. */
public final class Administration {

    /** On a crowded machine a deployment takes a minute. */
    private static final int TIMEOUT_SECONDS = 180;

    private Administration() {}

    /**
     * Takes the server out of service for a while: WildFly is suspended; on Payara, which has nothing like it, the
     * application is disabled.
     *
     * @param application the name that it was deployed under, without {@code .war}
     */
    public static void suspend(String application) throws IOException, InterruptedException {
        switch (TestServer.product()) {
            case WILDFLY -> run(wildfly(":suspend(suspend-timeout=10)"));
            case PAYARA -> run(payara("disable", application));
        }
    }

    /** Undoes {@link #suspend}. */
    public static void resume(String application) throws IOException, InterruptedException {
        switch (TestServer.product()) {
            case WILDFLY -> run(wildfly(":resume"));
            case PAYARA -> run(payara("enable", application));
        }
    }

    /** Replaces Valija by itself. */
    public static void redeployValija() throws IOException, InterruptedException {
        switch (TestServer.product()) {
            // An undeployment alone is refused while applications depend on it.
            case WILDFLY -> run(wildfly("/deployment=valija.ear:redeploy"));
            case PAYARA ->
                run(payara(
                        "deploy",
                        "--force",
                        "--name",
                        "valija",
                        "--deploymentorder",
                        "40",
                        TestServer.deployable("valija.ear").toString()));
        }
    }

    private static List<String> wildfly(String operation) {
        return List.of(
                TestServer.home().resolve("bin/jboss-cli.sh").toString(),
                "--connect",
                "--controller=" + TestServer.HOST + ":" + TestServer.managementPort(),
                "--command=" + operation);
    }

    static List<String> payara(String... command) {
        List<String> line = new ArrayList<>(asadmin());
        line.addAll(List.of(command));
        return line;
    }

    /** The beginning of a command to Payara. */
    public static List<String> asadmin() {
        return List.of(
                TestServer.home().resolve("bin/asadmin").toString(),
                "--interactive=false",
                "--port",
                Integer.toString(TestServer.managementPort()));
    }

    static void run(List<String> command) throws IOException, InterruptedException {
        Program.Result result = Program.of(command.toArray(String[]::new))
                .environment("JAVA_HOME", System.getProperty("java.home"))
                .within(TIMEOUT_SECONDS)
                .run();
        if (result.status() != 0) {
            throw new IOException(String.join(" ", command) + " failed: " + result.output());
        }
    }
}
