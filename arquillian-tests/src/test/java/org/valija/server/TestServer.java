package org.valija.server;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Properties;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** The server under test: what it is, its ports (on 127.0.0.1, the offset added), and who may log in. */
public final class TestServer {

    /** The product that the server is. */
    public enum Product {
        WILDFLY,
        PAYARA
    }

    /** A user of the server's realm. */
    public record Account(String user, String password) {}

    public static final String HOST = "127.0.0.1";

    /** Has the role {@code valija-admin}. */
    public static final Account ADMIN = new Account("admin", "admin-Secreto1");

    /** Has the role {@code mail-user}. */
    public static final Account ROBOT = new Account("robot@laboratorio.local", "ClaveSecreta!");

    /** Has the role {@code otros}, which means nothing to Valija. */
    public static final Account ANA = new Account("ana@laboratorio.local", "OtraClave!");

    private static final String AFTER_VALIJA =
            """
            <jboss xmlns="urn:jboss:1.0">
              <jboss-deployment-dependencies xmlns="urn:jboss:deployment-dependencies:1.0">
                <dependency name="valija.ear"/>
              </jboss-deployment-dependencies>
            </jboss>
            """;

    private static final int OFFSET = Integer.getInteger("valija.test.port.offset", 0);

    private TestServer() {}

    /** False in the tests of this module that need no server. */
    static boolean isKnown() {
        return System.getProperty("valija.test.server") != null;
    }

    public static Product product() {
        return Product.valueOf(property("valija.test.server").toUpperCase(Locale.ROOT));
    }

    /** What is added to every port. */
    public static int portOffset() {
        return OFFSET;
    }

    public static int relayPort() {
        return 2525 + OFFSET;
    }

    public static int submissionPort() {
        return 2587 + OFFSET;
    }

    public static int submissionsPort() {
        return 2465 + OFFSET;
    }

    /** Where the server under test asks for names; nobody answers but for a test that starts a name server. */
    public static int dnsPort() {
        return 5353 + OFFSET;
    }

    /** Where the server under test connects to mail exchangers. */
    public static int exchangerPort() {
        return 2552 + OFFSET;
    }

    /** Where the server under test fetches MTA-STS policies. */
    public static int policyPort() {
        return 4443 + OFFSET;
    }

    public static int httpPort() {
        return 8080 + OFFSET;
    }

    public static int httpsPort() {
        return (product() == Product.WILDFLY ? 8443 : 8081) + OFFSET;
    }

    static int managementPort() {
        return (product() == Product.WILDFLY ? 9990 : 8048) + OFFSET;
    }

    /**
     * @param path such as {@code /valija/api/sandbox/messages}
     */
    public static URI http(String path) {
        return URI.create("http://" + HOST + ":" + httpPort() + path);
    }

    /** A system property of the server, as the set-up script has set it. */
    public static String setting(String name) {
        Properties settings = new Properties();
        try (Reader file = Files.newBufferedReader(work().resolve("valija.properties"))) {
            settings.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return settings.getProperty(name);
    }

    /** The server's own log file. */
    public static Path log() {
        return switch (product()) {
            case WILDFLY -> work().resolve("base/log/server.log");
            case PAYARA -> home().resolve("glassfish/domains/valija-tests/logs/server.log");
        };
    }

    /** The unpacked server. */
    public static Path home() {
        return Path.of(property("valija.test.server.home"));
    }

    /** The folder where this server's files are: its base directory, its certificates, Valija's data. */
    public static Path work() {
        return Path.of(property("valija.test.work"));
    }

    /** The certificate that the server shows, as PEM; self-signed by the set-up script. */
    public static Path certificate() {
        return work().resolve("certificate.pem");
    }

    /** Its key store, with the password {@code secreto-tls}. */
    public static Path keyStore() {
        return work().resolve("keystore.p12");
    }

    /**
     * What the build has made for users.
     *
     * @param name such as {@code soporte.war}
     */
    public static Path deployable(String name) {
        return Path.of(property("valija.test.deployables")).resolve(name);
    }

    /** An application as a user packs it: with the API jar in WEB-INF/lib, and no descriptor. */
    public static WebArchive war(String name) {
        return ShrinkWrap.create(WebArchive.class, name)
                .addAsLibrary(deployable("mail-api.jar").toFile());
    }

    /** The same, for a server that starts with it: as docs/receive.md asks, WildFly deploys it behind Valija. */
    public static WebArchive warAfterValija(String name) {
        return war(name).addAsManifestResource(new StringAsset(AFTER_VALIJA), "jboss-all.xml");
    }

    private static String property(String name) {
        String value = System.getProperty(name);
        if (value == null) {
            throw new IllegalStateException(
                    "System property " + name + " is missing: these tests are run by mvn verify");
        }
        return value;
    }
}
