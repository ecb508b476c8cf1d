package org.valija.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An unpacked WildFly, and how its programs are started; with this JVM's own Java, without shell scripts in between, so
 * that signals and exit codes are the server's own.
 *
 * @param home where it is unpacked
 */
record WildFly(Path home) {

    /** What bin/common.sh opens of the JDK. */
    private static final List<String> JDK_MODULES = List.of(
            "--add-exports=java.desktop/sun.awt=ALL-UNNAMED",
            "--add-exports=java.naming/com.sun.jndi.ldap=ALL-UNNAMED",
            "--add-exports=java.naming/com.sun.jndi.url.ldap=ALL-UNNAMED",
            "--add-exports=java.naming/com.sun.jndi.url.ldaps=ALL-UNNAMED",
            "--add-exports=jdk.naming.dns/com.sun.jndi.dns=ALL-UNNAMED",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-opens=java.base/java.lang.invoke=ALL-UNNAMED",
            "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
            "--add-opens=java.base/java.io=ALL-UNNAMED",
            "--add-opens=java.base/java.net=ALL-UNNAMED",
            "--add-opens=java.base/java.security=ALL-UNNAMED",
            "--add-opens=java.base/java.util=ALL-UNNAMED",
            "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
            "--add-opens=java.management/javax.management=ALL-UNNAMED",
            "--add-opens=java.naming/javax.naming=ALL-UNNAMED");

    /** How long a stopping server lets deliveries finish, in seconds. */
    private static final int SUSPEND_SECONDS = 10;

    /** The configuration as it comes out of the zip. */
    Path pristineConfiguration() {
        return home.resolve("standalone").resolve("configuration");
    }

    /** Runs a script of WildFly's CLI; its embedded server works in the given base directory. */
    ProcessBuilder cli(Path base, Path data, Path script) {
        List<String> command = java();
        command.add("-Dfile.encoding=UTF-8");
        command.add("-Djboss.server.base.dir=" + base);
        command.add("-Dvalija.data=" + data);
        command.add("-Djboss.cli.config=" + home.resolve("bin/jboss-cli.xml"));
        command.add("-Dlogging.configuration="
                + home.resolve("bin/jboss-cli-logging.properties").toUri());
        modules(command, "org.jboss.as.cli");
        command.add("--file=" + script);
        return process(command);
    }

    /**
     * The server.
     *
     * @param base its base directory
     * @param log where its log files are
     * @param configuration a file name in the base's configuration folder
     * @param properties a file of system properties: what stands there is not seen in the list of processes
     */
    ProcessBuilder server(Path base, Path log, String configuration, Path properties) {
        List<String> command = java();
        command.add("-Xms64m");
        command.add("-Xmx" + System.getProperty("valija.heap", "1g"));
        command.add("-Djava.awt.headless=true");
        command.add("-Djboss.modules.system.pkgs=org.jboss.byteman");
        command.add("-Djboss.server.base.dir=" + base);
        command.add("-Djboss.server.log.dir=" + log);
        command.add("-Dorg.jboss.boot.log.file=" + log.resolve("server.log"));
        command.add("-Dlogging.configuration="
                + base.resolve("configuration/logging.properties").toUri());
        command.add("-Dorg.wildfly.sigterm.suspend.timeout=" + SUSPEND_SECONDS);
        modules(command, "org.jboss.as.standalone");
        command.add("--server-config=" + configuration);
        command.add("--properties=" + properties);
        return process(command);
    }

    private List<String> java() {
        List<String> command = new ArrayList<>();
        command.add(jdkTool("java"));
        command.addAll(JDK_MODULES);
        command.add("-Djboss.home.dir=" + home);
        return command;
    }

    private void modules(List<String> command, String module) {
        command.add("-jar");
        command.add(home.resolve("jboss-modules.jar").toString());
        command.add("-mp");
        command.add(home.resolve("modules").toString());
        command.add(module);
    }

    private ProcessBuilder process(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("JBOSS_HOME", home.toString());
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        return builder;
    }

    /** A program of the Java that runs this. */
    static String jdkTool(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }
}
