package org.valija.smtp.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.valija.ClientCertificate;
import org.valija.TlsParameters;
import org.valija.smtp.log.LogText;
import org.valija.spi.TlsReport;

/**
 * The server's private keys and certificates, as their files are now. A session that has begun keeps what it began with.
 *
 * <p>Safe for use by many threads; {@link #refresh} reads files.
 */
public final class TlsKeys {

    private static final System.Logger LOG = System.getLogger(TlsKeys.class.getName());

    private final TlsSettings settings;
    private final String hostName;
    private final ExpiryWarning expiry;

    /** What each place had in it when it could be listed last. Guarded by this object's lock, as is the next one. */
    private final Map<Path, WatchedFiles<List<ServerIdentity>>> watched = new LinkedHashMap<>();

    private final Map<Path, WatchedFiles<List<IdentitySource>>> places = new LinkedHashMap<>();

    private final ClientAuthorities clients;

    private volatile Current current;
    /** Why there is no {@link #current} although files could be read. */
    private volatile SSLException unusable;

    /**
     * What belongs together: a handshake sees the old or the new.
     *
     * @param asking for connections whose clients are asked for a certificate. A context of its own, so that a session that
     *     was begun where nobody asked is not resumed where somebody does, or the other way round
     */
    private record Current(
            List<ServerIdentity> identities, SniKeyManager manager, SslContext context, SslContext asking) {}

    private TlsKeys(TlsSettings settings, String hostName, Clock clock) {
        this.settings = settings;
        this.hostName = hostName;
        this.clients = new ClientAuthorities(settings.clients());
        this.expiry = new ExpiryWarning(settings.expiryWarning(), clock);
    }

    /**
     * Reads all files. Those that are broken are left out with a warning, for one customer's certificate must not keep the
     * others' mail away.
     *
     * @param hostName the server's own: its certificate is what a client gets that asks for no name or an unknown one; if
     *     there is none for it, the first
     * @throws IOException if nothing is left; the message names a file and says why
     */
    public static TlsKeys load(TlsSettings settings, String hostName) throws IOException {
        TlsKeys keys = new TlsKeys(settings, hostName, Clock.systemUTC());
        keys.refresh();
        if (keys.current == null) {
            if (keys.unusable != null) {
                throw new IOException("The TLS keys can't be used: " + keys.unusable.getMessage(), keys.unusable);
            }
            throw new IOException(keys.problems().stream()
                    .findFirst()
                    .orElse("No TLS certificate is in " + settings.certificates() + ": expected are pairs of"
                            + " fullchain.pem and privkey.pem, or of NAME.crt and NAME.key."));
        }
        return keys;
    }

    /** Looks at the files, and takes what has changed. Keeps what it has of those that are broken. */
    public synchronized void refresh() {
        List<IdentitySource> sources = new ArrayList<>();
        settings.keyStore()
                .ifPresent(file -> sources.add(new IdentitySource.KeyStoreFile(file, settings.keyStorePassword())));
        for (Path path : settings.certificates()) {
            PemPlace place = new PemPlace(path, settings.keyPassword());
            places.computeIfAbsent(path, WatchedFiles::new)
                    .refreshAlways(place::sources)
                    .ifPresent(sources::addAll);
        }
        watched.keySet().retainAll(sources.stream().map(IdentitySource::name).toList());
        List<ServerIdentity> identities = new ArrayList<>();
        for (IdentitySource source : sources) {
            watched.computeIfAbsent(source.name(), WatchedFiles::new)
                    .refresh(source.files(), source::read)
                    .ifPresent(identities::addAll);
        }
        // Without any there would be no TLS from one moment to the next; the listeners were opened with it.
        if (!identities.isEmpty() && (current == null || !identities.equals(current.identities))) {
            use(identities);
        }
        clients.refresh();
        if (current != null) {
            expiry.check(current.identities);
        }
    }

    private void use(List<ServerIdentity> identities) {
        SniKeyManager manager = new SniKeyManager(identities, hostName);
        try {
            current = new Current(
                    List.copyOf(identities),
                    manager,
                    TlsProfile.into(SslContextBuilder.forServer(manager)).build(),
                    TlsProfile.into(SslContextBuilder.forServer(manager))
                            .trustManager(new AnyCertificate(clients::all))
                            .build());
        } catch (SSLException e) {
            unusable = e;
            LOG.log(System.Logger.Level.ERROR, "The TLS keys can''t be used: {0}", e.toString());
            return;
        }
        LOG.log(
                System.Logger.Level.INFO,
                "TLS certificates: {0}; by default: {1}",
                identities.stream().map(ServerIdentity::toString).collect(Collectors.joining("; ")),
                manager.byDefault().stream().map(ServerIdentity::toString).collect(Collectors.joining("; ")));
    }

    /** Why files are not in use as they are now; sentences. */
    public synchronized List<String> problems() {
        List<String> problems = new ArrayList<>();
        places.values().forEach(place -> place.problem().ifPresent(problems::add));
        watched.values().forEach(files -> files.problem().ifPresent(problems::add));
        problems.addAll(clients.problems());
        return problems;
    }

    /** What is in use, with its files, and what is wrong. */
    public synchronized TlsReport report() {
        Current now = current;
        List<TlsReport.Entry> certificates = new ArrayList<>();
        watched.forEach((file, read) -> read.value().stream()
                .flatMap(List::stream)
                .forEach(identity -> certificates.add(new TlsReport.Entry(
                        identity.names().stream().map(LogText::of).sorted().toList(),
                        LogText.of(
                                identity.certificate().getIssuerX500Principal().getName()),
                        identity.key().getAlgorithm(),
                        identity.certificate().getNotAfter().toInstant(),
                        file.toString(),
                        now.manager.byDefault().contains(identity)))));
        List<TlsReport.Entry> authorities = new ArrayList<>();
        clients.byFile()
                .forEach((file, read) -> read.forEach(authority -> authorities.add(new TlsReport.Entry(
                        List.of(ClientAuthorities.name(authority)),
                        LogText.of(authority.getIssuerX500Principal().getName()),
                        authority.getPublicKey().getAlgorithm(),
                        authority.getNotAfter().toInstant(),
                        file.toString(),
                        false))));
        return new TlsReport(certificates, authorities, problems(), settings.expiryWarning());
    }

    /** All names that there are certificates for, in order. */
    SortedSet<String> names() {
        return current.identities.stream()
                .flatMap(identity -> identity.names().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    SniKeyManager manager() {
        return current.manager;
    }

    SslContext context() {
        return current.context;
    }

    public TlsSettings settings() {
        return settings;
    }

    /**
     * A handler for one connection, the server's side.
     *
     * @param handshakes does the arithmetic of the handshake
     * @param asks whether the client is asked for a certificate, if any authority is trusted
     */
    public SslHandler newHandler(ByteBufAllocator allocator, Executor handshakes, boolean asks) {
        Current now = current;
        boolean asking = asks && clients.areKnown();
        SSLEngine engine = (asking ? now.asking : now.context).newEngine(allocator);
        TlsProfile.into(engine, asking);
        OneHandshake once = new OneHandshake(handshakes);
        SslHandler handler = new SslHandler(engine, once);
        handler.handshakeFuture().addListener(done -> once.done());
        return handler;
    }

    /**
     * What a handshake of {@link #newHandler} agreed on, and whom the client's certificate shows, if it has shown one: also of
     * a session that is resumed, which has the certificate of its beginning, and may have outlived it.
     *
     * @param arithmetic verifies the certificate
     */
    public CompletionStage<TlsParameters> parameters(SSLSession session, Executor arithmetic) {
        TlsParameters plain =
                new TlsParameters(session.getProtocol(), session.getCipherSuite(), SniKeyManager.serverName(session));
        List<X509Certificate> chain = shown(session);
        if (chain.isEmpty()) {
            return CompletableFuture.completedStage(plain);
        }
        try {
            return CompletableFuture.supplyAsync(
                    () -> new TlsParameters(plain.protocol(), plain.cipherSuite(), plain.serverName(), verified(chain)),
                    arithmetic);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private static List<X509Certificate> shown(SSLSession session) {
        try {
            return Stream.of(session.getPeerCertificates())
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (SSLPeerUnverifiedException e) {
            return List.of(); // it has shown none
        }
    }

    private Optional<ClientCertificate> verified(List<X509Certificate> chain) {
        try {
            return Optional.of(clients.verify(chain));
        } catch (CertificateException | RuntimeException e) {
            // Broken DER makes some of the JDK's parsers throw what is unchecked.
            LOG.log(
                    System.Logger.Level.DEBUG,
                    "The certificate {0} of a client shows nothing: {1}",
                    LogText.of(chain.get(0).getSubjectX500Principal().getName()),
                    LogText.of(e.toString()));
            return Optional.empty();
        }
    }
}
