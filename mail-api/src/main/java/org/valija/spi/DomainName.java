package org.valija.spi;

import java.net.IDN;
import java.util.Locale;
import java.util.Optional;

/** Domain names in the one form in which they are compared and looked up. */
public final class DomainName {

    private DomainName() {}

    /**
     * In lower case and with A-labels (RFC 5890), characters of any version of Unicode included: who looks it up in DNS and
     * who decides by rules must mean the same domain.
     *
     * @param name a domain, or an address literal, which stays as it is
     * @return empty if it has no such form, so that DNS can't have it
     */
    public static Optional<String> ascii(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (isAscii(lower)) {
            return Optional.of(lower);
        }
        try {
            return Optional.of(IDN.toASCII(lower, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) { // at each recipient; a stream costs more than the name
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }
}
