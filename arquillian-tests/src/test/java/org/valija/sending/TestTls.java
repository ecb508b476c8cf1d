package org.valija.sending;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.valija.server.TestServer;

/** The certificate of the server under test, for hosts that the tests play: it trusts itself. */
final class TestTls {

    private static final char[] PASSWORD = "secreto-tls".toCharArray();

    private TestTls() {}

    private static KeyStore store() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(TestServer.keyStore())) {
            store.load(in, PASSWORD);
        }
        return store;
    }

    static SSLContext context() throws IOException {
        try {
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store(), PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    static X509Certificate certificate() throws IOException, GeneralSecurityException {
        return (X509Certificate) store().getCertificate("valija");
    }
}
