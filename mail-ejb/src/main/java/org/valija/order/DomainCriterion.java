package org.valija.order;

import java.net.IDN;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.valija.settings.DomainPattern;
import org.valija.spi.DomainName;

/**
 * Which domains are meant: one, or those below it; as a question to a name, and as names to look for in a database, which has
 * them as their senders wrote them.
 */
public final class DomainCriterion {

    private static final String BELOW = "*.";

    private final Optional<DomainPattern> pattern;
    private final List<String> names;
    private final boolean subdomains;

    private DomainCriterion(Optional<DomainPattern> pattern, List<String> names, boolean subdomains) {
        this.pattern = pattern;
        this.names = names;
        this.subdomains = subdomains;
    }

    /**
     * @param text a domain, {@code *.domain} for those below it, or an address literal in brackets
     * @throws IllegalArgumentException if it is none of them
     */
    static DomainCriterion parse(String text) {
        if (text.startsWith("[") && text.endsWith("]") && text.length() <= 260) {
            return new DomainCriterion(Optional.empty(), List.of(text.toLowerCase(Locale.ROOT)), false);
        }
        if (text.equals("*")) {
            throw new IllegalArgumentException("every domain is meant when none is given");
        }
        DomainPattern pattern = DomainPattern.parse(text);
        boolean subdomains = text.startsWith(BELOW);
        String typed = (subdomains ? text.substring(BELOW.length()) : text).toLowerCase(Locale.ROOT);
        String ascii = DomainName.ascii(typed).orElse(typed);
        String unicode = IDN.toUnicode(ascii, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
        return new DomainCriterion(
                Optional.of(pattern),
                Stream.of(typed, ascii, unicode).distinct().toList(),
                subdomains);
    }

    /** @param name a domain or an address literal */
    public boolean matches(String name) {
        return pattern.map(p -> p.matches(name)).orElseGet(() -> names.contains(name.toLowerCase(Locale.ROOT)));
    }

    /** The domain in the forms in which it may have been written, in lower case. */
    public List<String> names() {
        return names;
    }

    /** Whether those below it are meant, and not itself. */
    public boolean isSubdomains() {
        return subdomains;
    }
}
