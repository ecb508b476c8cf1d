package org.valija.delivery;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;

/** The host names in a certificate (RFC 6125). */
final class CertificateNames {

    /** RFC 5280 section 4.2.1.6: dNSName. */
    private static final int DNS_NAME = 2;

    private CertificateNames() {}

    /** Whether it is for one of these hosts. */
    static boolean has(X509Certificate certificate, List<String> hosts) throws CertificateParsingException {
        Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
        List<String> names = alternatives == null
                ? List.of()
                : alternatives.stream()
                        .filter(name -> Integer.valueOf(DNS_NAME).equals(name.get(0)))
                        .map(name -> (String) name.get(1))
                        .toList();
        // RFC 7672 section 3.2.3: the common name, where there is no dNSName.
        List<String> claimed = names.isEmpty() ? commonNames(certificate) : names;
        return hosts.stream().anyMatch(host -> claimed.stream().anyMatch(name -> matches(name, host)));
    }

    private static List<String> commonNames(X509Certificate certificate) {
        try {
            return new LdapName(certificate.getSubjectX500Principal().getName())
                    .getRdns().stream()
                            .filter(rdn -> rdn.getType().equalsIgnoreCase("CN"))
                            .map(rdn -> String.valueOf(rdn.getValue()))
                            .toList();
        } catch (InvalidNameException e) {
            return List.of(); // a name that is none is no host's
        }
    }

    private static boolean matches(String name, String host) {
        String pattern = name.toLowerCase(Locale.ROOT);
        String wanted = host.toLowerCase(Locale.ROOT);
        int dot = wanted.indexOf('.');
        // RFC 7672 section 3.2.3: a wildcard is the whole first label, and stands for one.
        return pattern.equals(wanted) || (dot > 0 && pattern.equals("*" + wanted.substring(dot)));
    }
}
