package org.valija.smtp.sasl;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** LOGIN, which no RFC describes: asks for the name, then for the password. */
final class LoginExchange implements SaslExchange {

    private String user;

    @Override
    public SaslStep begin(Optional<byte[]> initialResponse) {
        return initialResponse.map(this::respond).orElseGet(() -> ask("Username:"));
    }

    @Override
    public SaslStep respond(byte[] response) {
        try {
            if (user == null) {
                user = Utf8.text(response);
                return ask("Password:");
            }
            return PlainExchange.verify(user, Utf8.characters(response, 0, response.length));
        } catch (CharacterCodingException e) {
            return new SaslStep.Malformed();
        }
    }

    private static SaslStep ask(String what) {
        return new SaslStep.Challenge(what.getBytes(StandardCharsets.US_ASCII));
    }
}
