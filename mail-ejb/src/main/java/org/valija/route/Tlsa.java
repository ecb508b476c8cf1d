package org.valija.route;

import java.util.HexFormat;
import org.xbill.DNS.TLSARecord;

/**
 * A TLSA record that can be used for SMTP (RFC 7672 section 3.1): its usage is DANE-TA(2) or DANE-EE(3).
 *
 * @param selector 0 for the certificate, 1 for its public key
 * @param matching 0 for the whole, 1 for SHA-256, 2 for SHA-512
 * @param association in lower-case hexadecimal digits
 */
public record Tlsa(int usage, int selector, int matching, String association) {

    public static final int DANE_TA = 2;
    public static final int DANE_EE = 3;

    private static final int SHA256_DIGITS = 64;
    private static final int SHA512_DIGITS = 128;

    public static Tlsa of(TLSARecord record) {
        return new Tlsa(
                record.getCertificateUsage(),
                record.getSelector(),
                record.getMatchingType(),
                HexFormat.of().formatHex(record.getCertificateAssociationData()));
    }

    /** RFC 7672 section 3.1.3: PKIX-TA(0) and PKIX-EE(1) are unusable, as is what nobody knows. */
    public boolean isUsable() {
        boolean complete =
                switch (matching) {
                    case 0 -> !association.isEmpty();
                    case 1 -> association.length() == SHA256_DIGITS;
                    case 2 -> association.length() == SHA512_DIGITS;
                    default -> false;
                };
        return (usage == DANE_TA || usage == DANE_EE) && (selector == 0 || selector == 1) && complete;
    }

    /** As in a zone file. */
    /** Whether it names who has signed the certificate, and not the certificate itself. */
    public boolean isOfAuthority() {
        return usage == DANE_TA;
    }

    @Override
    public String toString() {
        return usage + " " + selector + " " + matching + " " + association;
    }
}
