package org.valija.smtp.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * Picks the identity that a client asks for by name (SNI, RFC 6066 section 3): one for exactly that name, else one with a
 * wildcard for it, else the default. There may be one of each kind of key for a name; of several of a kind the one is taken
 * that is valid for the longest. RFC 6066 lets a server go on where it does not know the name, and a mail client by RFC 7817
 * decides for itself.
 */
final class SniKeyManager extends X509ExtendedKeyManager {

    private final List<ServerIdentity> identities;
    private final List<ServerIdentity> byDefault;

    /**
     * @param identities not empty
     * @param hostName the default is what is for this name, or else the first
     */
    SniKeyManager(List<ServerIdentity> identities, String hostName) {
        this.identities = List.copyOf(identities);
        List<ServerIdentity> own = named(hostName.toLowerCase(Locale.ROOT));
        this.byDefault = own.isEmpty() ? List.of(identities.get(0)) : own;
    }

    List<ServerIdentity> byDefault() {
        return byDefault;
    }

    private List<ServerIdentity> named(String host) {
        List<ServerIdentity> exact = those(identity -> identity.isFor(host));
        return exact.isEmpty() ? those(identity -> identity.hasWildcardFor(host)) : exact;
    }

    private List<ServerIdentity> those(Predicate<ServerIdentity> condition) {
        return identities.stream().filter(condition).toList();
    }

    @Override
    public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
        return alias(keyType, serverName(engine.getHandshakeSession())).orElse(null);
    }

    @Override
    public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        return alias(keyType, Optional.empty()).orElse(null);
    }

    /** The name that the client has asked for, in lower case. */
    static Optional<String> serverName(SSLSession session) {
        if (!(session instanceof ExtendedSSLSession extended)) {
            return Optional.empty();
        }
        for (SNIServerName name : extended.getRequestedServerNames()) {
            if (name instanceof SNIHostName host) {
                return Optional.of(host.getAsciiName().toLowerCase(Locale.ROOT));
            }
        }
        return Optional.empty();
    }

    Optional<String> alias(String keyType, Optional<String> host) {
        List<ServerIdentity> wanted = host.map(this::named).orElse(List.of());
        // One kind of key missing for a name is no reason for the default's: the JDK asks for the next kind.
        return (wanted.isEmpty() ? byDefault : wanted)
                .stream()
                        .filter(identity -> keyType.equals(identity.key().getAlgorithm()))
                        .max(Comparator.comparing(
                                identity -> identity.certificate().getNotAfter()))
                        .map(identity -> Integer.toString(identities.indexOf(identity)));
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return identities.get(Integer.parseInt(alias)).chain().toArray(X509Certificate[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return identities.get(Integer.parseInt(alias)).key();
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
        return IntStream.range(0, identities.size())
                .filter(i -> keyType.equals(identities.get(i).key().getAlgorithm()))
                .mapToObj(Integer::toString)
                .toArray(String[]::new);
    }

    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
        return new String[0];
    }

    @Override
    public String chooseClientAlias(String[] keyType, Principal[] issuers, Socket socket) {
        return null; // we are the server
    }
}
