package org.valija.smtp.sasl;

import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** The mechanisms that there are, the strongest first: so they are announced, since some clients take the first one. */
public enum SaslMechanism {
    /** RFC 4422 appendix A: by what the channel has shown; offered only where it has. */
    EXTERNAL("EXTERNAL", identity -> new ExternalExchange(identity.orElseThrow())),
    /** RFC 7677: neither side learns or needs the password. */
    SCRAM_SHA_256("SCRAM-SHA-256", identity -> new ScramExchange()),
    /** RFC 7628. */
    OAUTHBEARER("OAUTHBEARER", identity -> new BearerExchange(BearerExchange.Form.OAUTHBEARER)),
    /** The same, in the form that large mail providers had before RFC 7628. */
    XOAUTH2("XOAUTH2", identity -> new BearerExchange(BearerExchange.Form.XOAUTH2)),
    /** RFC 4616. */
    PLAIN("PLAIN", identity -> new PlainExchange()),
    /** draft-murchison-sasl-login, as widely used. */
    LOGIN("LOGIN", identity -> new LoginExchange());

    private final String keyword;
    private final Function<Optional<ChannelIdentity>, SaslExchange> exchange;

    SaslMechanism(String keyword, Function<Optional<ChannelIdentity>, SaslExchange> exchange) {
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

    /**
     * A new dialogue.
     *
     * @param identity what the channel has shown; {@link #EXTERNAL} can't be without
     */
    public SaslExchange begin(Optional<ChannelIdentity> identity) {
        return exchange.apply(identity);
    }
}
