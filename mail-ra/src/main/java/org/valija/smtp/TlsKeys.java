package org.valija.smtp;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Collections;
import javax.net.ssl.KeyManagerFactory;

/** The server's private key and certificates, ready for TLS 1.2 and 1.3. */
public final class TlsKeys {

    private final SslContext context;

    private TlsKeys(SslContext context) {
        this.context = context;
    }

    /**
     * Reads a key store.
     *
     * @param file in PKCS#12, with a private key and its certificates
     * @param password of the file and of the key
     * @throws IOException if the file can't be read, the password is wrong, or there is no key in it; the message names the
     *     file
     */
    public static TlsKeys load(Path file, char[] password) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, password);
            if (!hasKey(store)) {
                throw new IOException("The key store has no private key");
            }
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, password);
            return new TlsKeys(SslContextBuilder.forServer(keys)
                    .sslProvider(SslProvider.JDK)
                    .protocols("TLSv1.3", "TLSv1.2")
                    .build());
        } catch (IOException | GeneralSecurityException e) {
            throw new IOException("Can't take TLS keys from " + file + ": " + e.getMessage(), e);
        }
    }

    private static boolean hasKey(KeyStore store) throws GeneralSecurityException {
        for (String alias : Collections.list(store.aliases())) {
            if (store.isKeyEntry(alias)) {
                return true;
            }
        }
        return false;
    }

    SslContext context() {
        return context;
    }
}
