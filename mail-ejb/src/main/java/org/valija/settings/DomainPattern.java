package org.valija.settings;

import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import org.valija.spi.DomainName;

/**
 * Which domains a setting is for: a domain, {@code *.domain} for all its subdomains (not itself), or {@code *} for all.
 * Domains are compared in their ASCII form (RFC 5890), so {@code ñandú.cl} and {@code xn--and-6ma2c.cl} are the same.
 */
public final class DomainPattern {

    private static final int MAX_DOMAIN = 255; // RFC 5321 section 4.5.3.1.2

    // Hosts with an underscore send and receive mail, though RFC 1123 has none.
    private static final Pattern LABEL = Pattern.compile("[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?");

    private final boolean all;
    private final boolean subdomains;
    private final String domain;

    private DomainPattern(boolean all, boolean subdomains, String domain) {
        this.all = all;
        this.subdomains = subdomains;
        this.domain = domain;
    }

    /** @throws IllegalArgumentException if it is no pattern */
    public static DomainPattern parse(String text) {
        if (text.equals("*")) {
            return new DomainPattern(true, false, "");
        }
        boolean subdomains = text.startsWith("*.");
        String domain = DomainName.ascii(subdomains ? text.substring(2) : text)
                .filter(DomainPattern::isAsciiDomain)
                .orElseThrow(() -> new IllegalArgumentException("not a domain"));
        return new DomainPattern(false, subdomains, domain);
    }

    /** Whether this is a domain's name, international ones included; no wildcard, no address. */
    public static boolean isDomain(String name) {
        return DomainName.ascii(name).filter(DomainPattern::isAsciiDomain).isPresent();
    }

    private static boolean isAsciiDomain(String domain) {
        String[] labels = domain.split("\\.", -1);
        return domain.length() <= MAX_DOMAIN
                && Arrays.stream(labels).allMatch(LABEL.asMatchPredicate())
                // RFC 3696 section 2: no top-level domain is all digits, so an IPv4 address is no domain.
                && !labels[labels.length - 1].matches("\\d+");
    }

    /** @param name a domain or an address literal, as in a mail address */
    public boolean matches(String name) {
        if (all) {
            return true;
        }
        // A name without an ASCII form is nobody's, but it must not slip past a rule for all subdomains.
        return matchesAscii(DomainName.ascii(name).orElseGet(() -> name.toLowerCase(Locale.ROOT)));
    }

    /**
     * The same for whoever asks many patterns.
     *
     * @param candidate in lower case and with A-labels
     */
    public boolean matchesAscii(String candidate) {
        if (all) {
            return true;
        }
        return subdomains ? candidate.endsWith("." + domain) : candidate.equals(domain);
    }

    /** Whether every domain that the other one matches is matched by this, too. */
    public boolean covers(DomainPattern other) {
        if (all || other.all) {
            return all;
        }
        if (!subdomains) {
            return !other.subdomains && other.domain.equals(domain);
        }
        return other.domain.endsWith("." + domain) || (other.subdomains && other.domain.equals(domain));
    }
}
