package org.valija.smtp.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.valija.ClientCertificate;
import org.valija.smtp.log.LogText;

/**
 * The authorities whose certificates show who a client is, as their files are now; and whether a certificate does. That is
 * the JDK's PKIX validation (RFC 5280 section 6) with the rules for TLS clients: key usage, extended key usage clientAuth.
 *
 * <p>Safe for use by many threads; {@link #refresh} reads files.
 */
final class ClientAuthorities {

    private static final System.Logger LOG = System.getLogger(ClientAuthorities.class.getName());

    private final ClientTrustSettings settings;

    /** What each place had in it when it could be listed last. Guarded by this object's lock, as is the next one. */
    private final Map<Path, WatchedFiles<List<Path>>> places = new LinkedHashMap<>();

    private final Map<Path, WatchedFiles<List<X509Certificate>>> watched = new LinkedHashMap<>();

    private volatile Current current = new Current(List.of(), Optional.empty());

    /** What belongs together. */
    private record Current(List<X509Certificate> authorities, Optional<X509TrustManager> validation) {}

    ClientAuthorities(ClientTrustSettings settings) {
        this.settings = settings;
    }

    /**
     * Looks at the files, and takes what has changed. Keeps what it has of those that are broken; what is removed from a
     * folder is trusted no more.
     */
    synchronized void refresh() {
        Map<Path, AuthorityPlace> files = new LinkedHashMap<>();
        for (Path path : settings.authorities()) {
            AuthorityPlace place = new AuthorityPlace(path, settings.password());
            places.computeIfAbsent(path, WatchedFiles::new)
                    .refreshAlways(place::files)
                    .orElse(List.of())
                    .forEach(file -> files.putIfAbsent(file, place));
        }
        watched.keySet().retainAll(files.keySet());
        List<X509Certificate> authorities = new ArrayList<>();
        files.forEach((file, place) -> watched.computeIfAbsent(file, WatchedFiles::new)
                .refresh(List.of(file), () -> place.read(file))
                .ifPresent(authorities::addAll));
        List<X509Certificate> now = authorities.stream().distinct().toList();
        if (!now.equals(current.authorities)) {
            use(now);
        }
    }

    private void use(List<X509Certificate> authorities) {
        try {
            current = new Current(authorities, authorities.isEmpty() ? Optional.empty() : validation(authorities));
        } catch (IOException | GeneralSecurityException e) {
            LOG.log(System.Logger.Level.ERROR, "The authorities of clients can''t be used: {0}", e.toString());
            return;
        }
        LOG.log(
                System.Logger.Level.INFO,
                "Authorities of clients'' certificates: {0}",
                authorities.isEmpty()
                        ? "none"
                        : authorities.stream().map(ClientAuthorities::name).collect(Collectors.joining("; ")));
    }

    private static Optional<X509TrustManager> validation(List<X509Certificate> authorities)
            throws IOException, GeneralSecurityException {
        KeyStore anchors = KeyStore.getInstance("PKCS12");
        anchors.load(null, null);
        for (int i = 0; i < authorities.size(); i++) {
            anchors.setCertificateEntry(Integer.toString(i), authorities.get(i));
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(anchors);
        return Stream.<TrustManager>of(factory.getTrustManagers())
                .filter(X509TrustManager.class::isInstance)
                .map(X509TrustManager.class::cast)
                .findFirst();
    }

    /** Whether there are any. */
    boolean areKnown() {
        return !current.authorities.isEmpty();
    }

    List<X509Certificate> all() {
        return current.authorities;
    }

    /** Those of each file. */
    synchronized Map<Path, List<X509Certificate>> byFile() {
        Map<Path, List<X509Certificate>> files = new LinkedHashMap<>();
        watched.forEach((file, read) -> read.value().ifPresent(found -> files.put(file, found)));
        return files;
    }

    /** Why files are not in use as they are now; sentences. */
    synchronized List<String> problems() {
        return Stream.concat(places.values().stream(), watched.values().stream())
                .flatMap(files -> files.problem().stream())
                .toList();
    }

    /**
     * Finds out whether a certificate shows who a client is, as of now. Signatures are computed.
     *
     * @param chain what the client has shown, its own certificate first
     * @throws CertificateException with the reason, in which the client's own text may be
     */
    ClientCertificate verify(List<X509Certificate> chain) throws CertificateException {
        X509Certificate own = chain.get(0);
        Current now = current;
        if (now.authorities.contains(own)) {
            throw new CertificateException("it is an authority's own"); // which the validation would not look into
        }
        now.validation
                .orElseThrow(() -> new CertificateException("no authority is trusted"))
                .checkClientTrusted(
                        chain.toArray(X509Certificate[]::new),
                        own.getPublicKey().getAlgorithm());
        return new ClientCertificate(
                LogText.of(own.getSubjectX500Principal().getName()),
                LogText.of(own.getIssuerX500Principal().getName()),
                CertificateName.of(own, settings.names()),
                own.getNotAfter().toInstant());
    }

    static String name(X509Certificate authority) {
        return LogText.of(authority.getSubjectX500Principal().getName());
    }
}
