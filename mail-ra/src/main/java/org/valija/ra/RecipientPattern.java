package org.valija.ra;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.valija.InvalidAddressException;
import org.valija.MailAddress;
import org.valija.spi.DomainName;

/**
 * Which recipients a bean wants: {@code a@b} one address, {@code *@b} all addresses of a domain, {@code *@*.b} all
 * addresses of all subdomains of a domain (not of the domain itself), {@code *} everything.
 *
 * <p>Compared without case, the local part too: RFC 5321 section 2.4 leaves its meaning to the receiving host, and nobody
 * wants two mailboxes that differ in case. A domain outside ASCII is the same as its A-label form (RFC 5890).
 *
 * @param kind what the pattern selects
 * @param localPart in lower case; empty unless it is an address
 * @param domain in lower case, A-labels; empty for everything
 */
record RecipientPattern(Kind kind, String localPart, String domain) {

    /** The kinds, from the most specific one to the least. */
    enum Kind {
        ADDRESS,
        DOMAIN,
        SUBDOMAINS,
        EVERYTHING
    }

    private static final String ALL_OF_SUBDOMAINS = "*@*.";
    private static final String ALL_OF_DOMAIN = "*@";
    private static final RecipientPattern EVERYTHING = new RecipientPattern(Kind.EVERYTHING, "", "");

    /**
     * @throws IllegalArgumentException if the text is no pattern; the message says so in a sentence
     */
    static RecipientPattern parse(String text) {
        if (text.equals("*")) {
            return EVERYTHING;
        }
        try {
            if (text.startsWith(ALL_OF_SUBDOMAINS)) {
                return new RecipientPattern(Kind.SUBDOMAINS, "", domain(text.substring(ALL_OF_SUBDOMAINS.length())));
            }
            if (text.startsWith(ALL_OF_DOMAIN)) {
                return new RecipientPattern(Kind.DOMAIN, "", domain(text.substring(ALL_OF_DOMAIN.length())));
            }
            if (text.indexOf('*') < 0) {
                return address(MailAddress.parse(text));
            }
        } catch (InvalidAddressException e) {
            throw new IllegalArgumentException(sentence(text), e);
        }
        throw new IllegalArgumentException(sentence(text));
    }

    /** Every pattern that the address matches, from the most specific one to the least; each made when it is asked for. */
    static Iterable<RecipientPattern> matching(MailAddress recipient) {
        RecipientPattern address = address(recipient);
        return () -> new Matching(address);
    }

    private static final class Matching implements Iterator<RecipientPattern> {

        private final RecipientPattern address;
        private Optional<Kind> next = Optional.of(Kind.ADDRESS);
        /** Before the domain whose subdomains come next. */
        private int dot;

        Matching(RecipientPattern address) {
            this.address = address;
            this.dot = firstDot(address.domain);
        }

        @Override
        public boolean hasNext() {
            return next.isPresent();
        }

        @Override
        public RecipientPattern next() {
            Kind current = next.orElseThrow();
            switch (current) {
                case ADDRESS -> {
                    next = Optional.of(Kind.DOMAIN);
                    return address;
                }
                case DOMAIN -> {
                    next = above();
                    return new RecipientPattern(Kind.DOMAIN, "", address.domain);
                }
                case SUBDOMAINS -> {
                    RecipientPattern subdomains =
                            new RecipientPattern(Kind.SUBDOMAINS, "", address.domain.substring(dot + 1));
                    dot = address.domain.indexOf('.', dot + 1);
                    next = above();
                    return subdomains;
                }
                default -> {
                    next = Optional.empty();
                    return EVERYTHING;
                }
            }
        }

        private Optional<Kind> above() {
            return Optional.of(dot < 0 ? Kind.EVERYTHING : Kind.SUBDOMAINS);
        }
    }

    /** @return -1 if there is none; an address literal has none that counts */
    private static int firstDot(String domain) {
        return domain.startsWith("[") ? -1 : domain.indexOf('.');
    }

    /** The patterns for subdomains that a domain falls under, from the most specific one to the least. */
    static List<RecipientPattern> above(String domain) {
        List<RecipientPattern> patterns = new ArrayList<>();
        for (int dot = firstDot(domain); dot >= 0; dot = domain.indexOf('.', dot + 1)) {
            patterns.add(new RecipientPattern(Kind.SUBDOMAINS, "", domain.substring(dot + 1)));
        }
        return patterns;
    }

    /** The pattern for all that is in its domain; empty for everything: it takes mail for any domain, but makes none ours. */
    Optional<RecipientPattern> wholeDomain() {
        return switch (kind) {
            case ADDRESS -> Optional.of(new RecipientPattern(Kind.DOMAIN, "", domain));
            case DOMAIN, SUBDOMAINS -> Optional.of(this);
            case EVERYTHING -> Optional.empty();
        };
    }

    /** A domain as patterns compare it. */
    static String comparable(String domain) {
        return DomainName.ascii(domain).orElseGet(() -> domain.toLowerCase(Locale.ROOT));
    }

    /** Everything in a domain. */
    static RecipientPattern domainOf(MailAddress recipient) {
        return new RecipientPattern(Kind.DOMAIN, "", comparable(recipient.domain()));
    }

    private static RecipientPattern address(MailAddress address) {
        return new RecipientPattern(
                Kind.ADDRESS, address.localPart().toLowerCase(Locale.ROOT), comparable(address.domain()));
    }

    /** Lets the grammar of addresses check the domain. */
    private static String domain(String text) {
        return comparable(new MailAddress("x", text).domain());
    }

    private static String sentence(String text) {
        return "\"" + Visible.of(text) + "\" is no recipient pattern: write a@b, *@b, *@*.b or *";
    }

    @Override
    public String toString() {
        return switch (kind) {
            case ADDRESS -> new MailAddress(localPart, domain).toString(); // quoted where that is needed
            case DOMAIN -> ALL_OF_DOMAIN + domain;
            case SUBDOMAINS -> ALL_OF_SUBDOMAINS + domain;
            case EVERYTHING -> "*";
        };
    }
}
