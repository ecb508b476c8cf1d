package org.valija.dkim;

import java.util.Locale;
import java.util.regex.Pattern;
import org.valija.settings.DomainPattern;
import org.valija.settings.InvalidSettingException;
import org.valija.spi.DomainName;

/** Whether a key can be kept under the names that it is given. */
final class DkimKeyChecks {

    /** So many keys of a domain may sign at the same time: two kinds, each with its successor. */
    static final int MAX_ACTIVE = 4;

    private static final int MAX_SELECTOR = 63;
    private static final int MAX_NAME = 253; // RFC 1035 section 3.1, without the final dot

    /** RFC 6376 section 3.1. */
    private static final Pattern SELECTOR =
            Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*");

    private DkimKeyChecks() {}

    /**
     * @return in A-labels and lower case
     * @throws InvalidSettingException if it is no domain that mail comes from
     */
    static String domain(String typed) {
        if (!DomainPattern.isDomain(typed) || typed.indexOf('.') < 0) {
            throw new InvalidSettingException("domain", "Give the domain of your senders, such as ejemplo.com.");
        }
        return DomainName.ascii(typed).orElseThrow();
    }

    /**
     * @param domain checked
     * @return in lower case
     * @throws InvalidSettingException if it is none, or together with the domain too long for DNS
     */
    static String selector(String typed, String domain) {
        String selector = typed.toLowerCase(Locale.ROOT);
        if (selector.length() > MAX_SELECTOR || !SELECTOR.matcher(selector).matches()) {
            throw new InvalidSettingException(
                    "selector",
                    "Give 1 to " + MAX_SELECTOR + " letters, digits and hyphens, such as s2026; dots may part them.");
        }
        if ((selector + "._domainkey." + domain).length() > MAX_NAME) {
            throw new InvalidSettingException(
                    "selector", "The name of its record would be longer than DNS has it: choose a shorter one.");
        }
        return selector;
    }

    /** @throws InvalidSettingException if no RSA key is made with so many */
    static void bits(int bits) {
        if (bits != 1024 && bits != 2048 && bits != 3072 && bits != 4096) {
            throw new InvalidSettingException(
                    "bits", "An RSA key has 2048 bits; 1024, 3072 or 4096 if there is a reason.");
        }
    }
}
