package org.valija.smtp.tls;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Where a certificate has the name of its user. */
public enum CertificateName {
    /** The rfc822Names among its alternative names (RFC 5280 section 4.2.1.6), in their order. */
    EMAIL {
        @Override
        Stream<String> in(X509Certificate certificate) throws CertificateParsingException {
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            return alternatives == null
                    ? Stream.empty()
                    : alternatives.stream()
                            .filter(name -> name.get(0).equals(RFC822_NAME))
                            .map(name -> (String) name.get(1));
        }
    },
    /** The common name of its subject, the most specific one. */
    CN {
        @Override
        Stream<String> in(X509Certificate certificate) {
            return ServerIdentity.commonName(certificate).stream();
        }
    },
    /** The whole subject as RFC 2253 writes it, such as {@code CN=Ana,O=Ejemplo}. */
    DN {
        @Override
        Stream<String> in(X509Certificate certificate) {
            return Stream.of(certificate.getSubjectX500Principal().getName());
        }
    };

    private static final int RFC822_NAME = 1;

    /** No name of a user has them, and they are dangerous in logs. */
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    abstract Stream<String> in(X509Certificate certificate) throws CertificateParsingException;

    /** What the first of these places that has any name has. */
    static List<String> of(X509Certificate certificate, List<CertificateName> places)
            throws CertificateParsingException {
        for (CertificateName place : places) {
            List<String> names =
                    place.in(certificate).filter(name -> !name.isEmpty()).toList();
            if (!names.isEmpty()) {
                return names.stream()
                        .filter(name -> !CONTROL.matcher(name).find())
                        .toList();
            }
        }
        return List.of();
    }

    /** @param name in any case */
    public static Optional<CertificateName> named(String name) {
        return Stream.of(values())
                .filter(place -> place.name().equalsIgnoreCase(name))
                .findFirst();
    }
}
