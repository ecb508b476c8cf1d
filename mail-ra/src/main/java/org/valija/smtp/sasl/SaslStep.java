package org.valija.smtp.sasl;

import java.util.function.Function;

/** What a {@link SaslExchange} wants done next. */
public sealed interface SaslStep {

    /** Send this, and go on with the client's answer. */
    record Challenge(byte[] octets) implements SaslStep {}

    /** The end: what came is not what the mechanism sends. */
    record Malformed() implements SaslStep {}

    /** The end: user or password, or whatever stands for it, is wrong; which of them is nobody's business. */
    record Wrong() implements SaslStep {}

    /** Find out whether this is right: then the user is in, otherwise ask {@link SaslExchange#denied}. */
    record Verify(Proof proof) implements SaslStep {}

    /**
     * Find what is stored about this user, or what looks like it if nothing is, and go on with it.
     *
     * @param user prepared, never empty
     */
    record LookUp(String user, Function<ScramVerifier, SaslStep> resume) implements SaslStep {}
}
