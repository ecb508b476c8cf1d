package org.valija.smtp.tls;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * A private key and its certificates.
 *
 * @param chain the server's own certificate first
 * @param names the DNS names it is for, in lower case; {@code *.example.com} stands for one label more
 */
record ServerIdentity(PrivateKey key, List<X509Certificate> chain, Set<String> names) {

    private static final int DNS_NAME = 2;

    /** Signatures that show that a key belongs to a certificate. */
    private static final Map<String, String> SIGNATURES =
            Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");

    /**
     * @param chain not empty
     * @throws GeneralSecurityException if the key is not that of the first certificate; with a sentence
     */
    static ServerIdentity of(PrivateKey key, List<X509Certificate> chain) throws GeneralSecurityException {
        X509Certificate own = chain.get(0);
        String algorithm = SIGNATURES.get(key.getAlgorithm());
        if (algorithm == null) {
            throw new GeneralSecurityException(
                    "the key is of the kind " + key.getAlgorithm() + ", but RSA, EC, Ed25519 and Ed448 are possible");
        }
        if (!key.getAlgorithm().equals(own.getPublicKey().getAlgorithm()) || !belongs(key, own, algorithm)) {
            throw new GeneralSecurityException("the private key is not that of the first certificate ("
                    + own.getSubjectX500Principal().getName() + ")");
        }
        return new ServerIdentity(key, List.copyOf(chain), namesOf(own));
    }

    /** A pair of which only one file has been replaced yet must not come into use. */
    private static boolean belongs(PrivateKey key, X509Certificate own, String algorithm)
            throws GeneralSecurityException {
        byte[] octets = {1, 2, 3, 4};
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        signature.update(octets);
        byte[] signed = signature.sign();
        signature.initVerify(own.getPublicKey());
        signature.update(octets);
        return signature.verify(signed);
    }

    /** RFC 9525 section 2: dNSName; the common name only of old certificates, that have none. */
    private static Set<String> namesOf(X509Certificate certificate) throws CertificateParsingException {
        Set<String> names = new TreeSet<>();
        Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
        if (alternatives != null) {
            for (List<?> name : alternatives) {
                if (name.get(0).equals(DNS_NAME)) {
                    names.add(((String) name.get(1)).toLowerCase(Locale.ROOT));
                }
            }
        }
        if (names.isEmpty()) {
            commonName(certificate).ifPresent(name -> names.add(name.toLowerCase(Locale.ROOT)));
        }
        return Set.copyOf(names);
    }

    static Optional<String> commonName(X509Certificate certificate) {
        try {
            return new LdapName(certificate.getSubjectX500Principal().getName())
                    .getRdns().stream()
                            .filter(rdn -> rdn.getType().equalsIgnoreCase("CN"))
                            .map(Rdn::getValue)
                            .filter(String.class::isInstance)
                            .map(String.class::cast)
                            .reduce((first, last) -> last); // the most specific one: they come from the root on
        } catch (InvalidNameException e) {
            return Optional.empty(); // a subject that can't be read names nobody
        }
    }

    X509Certificate certificate() {
        return chain.get(0);
    }

    /** Whether the certificate is for exactly this name, given in lower case. */
    boolean isFor(String host) {
        return names.contains(host);
    }

    /** Whether it has a wildcard for this name: the leftmost label only (RFC 9525 section 6.3). */
    boolean hasWildcardFor(String host) {
        int dot = host.indexOf('.');
        return dot > 0 && names.contains("*" + host.substring(dot));
    }

    /** Neither key nor octets of certificates. */
    @Override
    public String toString() {
        return String.join(", ", new TreeSet<>(names)) + " (" + key.getAlgorithm() + ", until "
                + certificate().getNotAfter().toInstant() + ")";
    }
}
