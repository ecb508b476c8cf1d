package org.valija.smtp.sasl;

import java.util.Optional;

/** The dialogue of one login. For one thread, and for one login. */
public sealed interface SaslExchange
        permits PlainExchange, LoginExchange, ScramExchange, BearerExchange, ExternalExchange {

    /**
     * The start.
     *
     * @param initialResponse what came with the command, if anything did; the caller wipes it
     */
    default SaslStep begin(Optional<byte[]> initialResponse) {
        return initialResponse.map(this::respond).orElseGet(() -> new SaslStep.Challenge(new byte[0]));
    }

    /**
     * The client has answered a challenge.
     *
     * @param response the caller wipes it
     */
    SaslStep respond(byte[] response);

    /** The {@link SaslStep.Verify} of this dialogue was in vain. */
    default SaslStep denied() {
        return new SaslStep.Wrong();
    }
}
