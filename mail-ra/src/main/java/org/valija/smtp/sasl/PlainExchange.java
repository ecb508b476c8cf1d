package org.valija.smtp.sasl;

import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.Optional;

/** PLAIN (RFC 4616). */
final class PlainExchange implements SaslExchange {

    /** RFC 4616 section 2: [authzid] NUL authcid NUL passwd. */
    @Override
    public SaslStep respond(byte[] response) {
        int first = indexOfNul(response, 0);
        int second = first < 0 ? -1 : indexOfNul(response, first + 1);
        if (second < 0 || indexOfNul(response, second + 1) >= 0) {
            return new SaslStep.Malformed();
        }
        try {
            String actsFor = Utf8.text(response, 0, first);
            String user = Utf8.text(response, first + 1, second);
            char[] password = Utf8.characters(response, second + 1, response.length);
            return actsFor.isEmpty() || actsFor.equals(user) ? verify(user, password) : wrong(password);
        } catch (CharacterCodingException e) {
            return new SaslStep.Malformed();
        }
    }

    /** What PLAIN and LOGIN end with. */
    static SaslStep verify(String user, char[] password) {
        Optional<String> prepared = UserName.prepare(user);
        if (prepared.isEmpty() || password.length == 0) {
            return wrong(password);
        }
        // The password stays as it was typed: how a realm has prepared what it stores, only the realm knows.
        return new SaslStep.Verify(new Proof.Password(prepared.get(), password));
    }

    /** Nobody may act for another. */
    private static SaslStep wrong(char[] password) {
        Arrays.fill(password, '\0');
        return new SaslStep.Wrong();
    }

    private static int indexOfNul(byte[] octets, int from) {
        for (int i = from; i < octets.length; i++) {
            if (octets[i] == 0) {
                return i;
            }
        }
        return -1;
    }
}
