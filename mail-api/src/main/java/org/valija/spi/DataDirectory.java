package org.valija.spi;

import java.nio.file.Path;

/** Where Valija keeps what must survive a restart (the spool, keys); one folder for each server. */
public final class DataDirectory {

    private DataDirectory() {}

    /**
     * The system property {@code valija.data}, or else the folder {@code valija} in the server's own data folder. It may
     * not exist yet.
     */
    public static Path locate() {
        String configured = System.getProperty("valija.data");
        if (configured != null && !configured.isBlank()) {
            return Path.of(configured).toAbsolutePath();
        }
        String wildfly = System.getProperty("jboss.server.data.dir");
        if (wildfly != null) {
            return Path.of(wildfly, "valija");
        }
        String payara = System.getProperty("com.sun.aas.instanceRoot");
        if (payara != null) {
            return Path.of(payara, "valija");
        }
        return Path.of(System.getProperty("java.io.tmpdir"), "valija");
    }
}
