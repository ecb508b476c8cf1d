package org.valija.smtp;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * The dialogue of one AUTH command (RFC 4954): takes the client's responses, gives the next challenge or, at the end, the
 * credentials.
 */
final class AuthExchange {

    /** The mechanisms that are offered. */
    enum Mechanism {
        /** RFC 4616. */
        PLAIN,
        /** draft-murchison-sasl-login, as widely used. */
        LOGIN
    }

    /** What comes after a response. */
    sealed interface Progress {}

    /** Go on with this challenge. */
    record Challenge(SmtpReply reply) implements Progress {}

    /** The end: nothing that could be checked came. */
    record Failed(SmtpReply reply) implements Progress {}

    /** The end: to be checked. */
    record Credentials(String user, char[] password) implements Progress {
        @Override
        public String toString() {
            return "credentials of " + user;
        }
    }

    private final Mechanism mechanism;
    private String user;

    private AuthExchange(Mechanism mechanism) {
        this.mechanism = mechanism;
    }

    /** @param mechanism in upper case */
    static Optional<AuthExchange> of(String mechanism) {
        return Arrays.stream(Mechanism.values())
                .filter(m -> m.name().equals(mechanism))
                .findFirst()
                .map(AuthExchange::new);
    }

    /** @param initialResponse in base64, or {@code =} for an empty one */
    Progress start(Optional<String> initialResponse) {
        if (initialResponse.isPresent()) {
            // RFC 4954 section 4: "=" stands for an initial response of no octets.
            String response = initialResponse.get().equals("=") ? "" : initialResponse.get();
            return respond(response.getBytes(StandardCharsets.US_ASCII));
        }
        return new Challenge(mechanism == Mechanism.PLAIN ? Replies.AUTH_CHALLENGE : Replies.LOGIN_USER);
    }

    /** @param line in base64, or {@code *}; wiped */
    Progress respond(byte[] line) {
        if (line.length == 1 && line[0] == '*') {
            return new Failed(Replies.AUTH_CANCELLED);
        }
        byte[] response;
        try {
            response = Base64.getDecoder().decode(line);
        } catch (IllegalArgumentException e) {
            return new Failed(Replies.BAD_BASE64);
        } finally {
            Arrays.fill(line, (byte) 0);
        }
        try {
            return mechanism == Mechanism.PLAIN ? plain(response) : login(response);
        } catch (CharacterCodingException e) {
            return new Failed(Replies.BAD_BASE64);
        } finally {
            Arrays.fill(response, (byte) 0);
        }
    }

    /** RFC 4616 section 2: [authzid] NUL authcid NUL passwd. */
    private static Progress plain(byte[] response) throws CharacterCodingException {
        int first = indexOfNul(response, 0);
        int second = first < 0 ? -1 : indexOfNul(response, first + 1);
        if (second < 0 || indexOfNul(response, second + 1) >= 0) {
            return new Failed(Replies.BAD_BASE64);
        }
        String actsFor = text(response, 0, first);
        String user = text(response, first + 1, second);
        char[] password = characters(response, second + 1, response.length);
        if (!actsFor.isEmpty() && !actsFor.equals(user)) {
            // Nobody may act for another.
            Arrays.fill(password, '\0');
            return new Failed(Replies.WRONG_CREDENTIALS);
        }
        return credentials(user, password);
    }

    private Progress login(byte[] response) throws CharacterCodingException {
        if (user == null) {
            user = text(response, 0, response.length);
            return new Challenge(Replies.LOGIN_PASSWORD);
        }
        return credentials(user, characters(response, 0, response.length));
    }

    /** Some realms (LDAP) take an empty password for an anonymous login, so it must never get there. */
    private static Progress credentials(String user, char[] password) {
        if (user.isEmpty() || password.length == 0 || user.chars().anyMatch(Character::isISOControl)) {
            return new Failed(Replies.WRONG_CREDENTIALS);
        }
        return new Credentials(user, password);
    }

    private static int indexOfNul(byte[] octets, int from) {
        for (int i = from; i < octets.length; i++) {
            if (octets[i] == 0) {
                return i;
            }
        }
        return -1;
    }

    private static String text(byte[] octets, int from, int to) throws CharacterCodingException {
        return new String(characters(octets, from, to));
    }

    private static char[] characters(byte[] octets, int from, int to) throws CharacterCodingException {
        CharBuffer decoded = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets, from, to - from));
        char[] result = new char[decoded.remaining()];
        decoded.get(result);
        Arrays.fill(decoded.array(), '\0');
        return result;
    }
}
