package org.valija.smtp.sasl;

import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The mechanisms that there are, the strongest first: so they are announced, since some clients take the first one. */
public enum SaslMechanism {
    /** RFC 7677: neither side learns or needs the password. */
    SCRAM_SHA_256("SCRAM-SHA-256", ScramExchange::new),
    /** RFC 7628. */
    OAUTHBEARER("OAUTHBEARER", () -> new BearerExchange(BearerExchange.Form.OAUTHBEARER)),
    /** The same, in the form that large mail providers had before RFC 7628. */
    XOAUTH2("XOAUTH2", () -> new BearerExchange(BearerExchange.Form.XOAUTH2)),
    /** RFC 4616. */
    PLAIN("PLAIN", PlainExchange::new),
    /** draft-murchison-sasl-login, as widely used. */
    LOGIN("LOGIN", LoginExchange::new);

    private final String keyword;
    private final Supplier<SaslExchange> exchange;

    SaslMechanism(String keyword, Supplier<SaslExchange> exchange) {
        this.keyword = keyword;
        this.exchange = exchange;
    }

    /** As in the reply to EHLO. */
    public String keyword() {
        return keyword;
    }

    /** @param keyword in upper case */
    public static Optional<SaslMechanism> of(String keyword) {
        return Stream.of(values()).filter(m -> m.keyword.equals(keyword)).findFirst();
    }

    /** A new dialogue. */
    public SaslExchange begin() {
        return exchange.get();
    }
}
