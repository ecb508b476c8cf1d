package org.valija.smtp.sasl;

import java.nio.charset.CharacterCodingException;
import java.util.Optional;

/** EXTERNAL (RFC 4422 appendix A): the channel has shown already who the client is. */
final class ExternalExchange implements SaslExchange {

    private final ChannelIdentity identity;

    ExternalExchange(ChannelIdentity identity) {
        this.identity = identity;
    }

    @Override
    public SaslStep respond(byte[] response) {
        String actsFor;
        try {
            actsFor = Utf8.text(response);
        } catch (CharacterCodingException e) {
            return new SaslStep.Malformed();
        }
        if (actsFor.indexOf('\0') >= 0) {
            return new SaslStep.Malformed(); // appendix A.1: the authorization identity has no NUL
        }
        if (actsFor.isEmpty()) {
            return verify(identity.users().get(0));
        }
        // Nobody acts for another; but a certificate may have several names of its user.
        Optional<String> own = UserName.prepare(actsFor).filter(identity.users()::contains);
        return own.map(this::verify).orElseGet(SaslStep.Wrong::new);
    }

    private SaslStep verify(String user) {
        return new SaslStep.Verify(new Proof.Channel(user, identity.until()));
    }
}
