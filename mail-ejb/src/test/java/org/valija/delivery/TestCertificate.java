package org.valija.delivery;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A self-signed certificate for a host name, made by the JDK's keytool. */
public record TestCertificate(KeyStore store) {

    private static final String PASSWORD = "secreto";

    public static TestCertificate of(String host, Path directory) throws Exception {
        Path file = directory.resolve(host + ".p12");
        keytool(directory, file, "-genkeypair -keyalg EC -alias a -dname CN=" + host + " -ext san=dns:" + host);
        return load(file);
    }

    /** One that has ended. */
    static TestCertificate expired(String host, Path directory) throws Exception {
        Path file = directory.resolve(host + ".p12");
        keytool(
                directory,
                file,
                "-genkeypair -keyalg EC -alias a -startdate -10d -validity 5 -dname CN=" + host + " -ext san=dns:"
                        + host);
        return load(file);
    }

    /** One that an authority of its own has issued, which the chain ends with. */
    static TestCertificate issued(String host, Path directory) throws Exception {
        Path file = directory.resolve(host + ".p12");
        Path authority = directory.resolve("authority.p12");
        Path request = directory.resolve("request");
        Path certificate = directory.resolve("certificate");
        keytool(directory, authority, "-genkeypair -keyalg EC -alias ca -dname CN=Autoridad -ext bc:c");
        keytool(directory, authority, "-exportcert -alias ca -file " + certificate);
        keytool(directory, file, "-genkeypair -keyalg EC -alias a -dname CN=" + host);
        keytool(directory, file, "-importcert -noprompt -alias ca -file " + certificate);
        keytool(directory, file, "-certreq -alias a -file " + request);
        keytool(
                directory,
                authority,
                "-gencert -alias ca -ext san=dns:" + host + " -infile " + request + " -outfile " + certificate);
        keytool(directory, file, "-importcert -noprompt -alias a -file " + certificate);
        return load(file);
    }

    private static void keytool(Path directory, Path file, String arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments.split(" ")));
        command.addAll(List.of("-keystore", file.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
        Process keytool = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("keytool.log").toFile())
                .start();
        if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
            throw new IOException("keytool failed: " + Files.readString(directory.resolve("keytool.log")));
        }
    }

    private static TestCertificate load(Path file) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        return new TestCertificate(store);
    }

    X509Certificate certificate() throws GeneralSecurityException {
        return chain(0);
    }

    /** The host's own first. */
    X509Certificate chain(int place) throws GeneralSecurityException {
        return (X509Certificate) store.getCertificateChain("a")[place];
    }

    /** For a server that shows this certificate. */
    public SSLContext server() throws GeneralSecurityException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    /** As {@link #trusted()}. */
    public SSLContext trustedUnchecked() {
        try {
            return trusted();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** For a client that trusts this certificate. */
    public SSLContext trusted() throws GeneralSecurityException {
        KeyStore anchors = KeyStore.getInstance("PKCS12");
        try {
            anchors.load(null, null);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        anchors.setCertificateEntry("a", store.getCertificate("a"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(anchors);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
