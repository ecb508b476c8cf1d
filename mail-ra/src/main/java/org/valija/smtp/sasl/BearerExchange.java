package org.valija.smtp.sasl;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A bearer token (RFC 6750) as OAUTHBEARER (RFC 7628) or XOAUTH2 wraps it. */
final class BearerExchange implements SaslExchange {

    /** How the token is wrapped. */
    enum Form {
        OAUTHBEARER,
        XOAUTH2
    }

    /** RFC 7628 section 3.2.2; XOAUTH2 tells a number, as its clients expect. */
    private static final String OAUTHBEARER_ERROR = "{\"status\":\"invalid_token\"}";

    private static final String XOAUTH2_ERROR = "{\"status\":\"401\",\"schemes\":\"bearer\"}";

    /** RFC 7628 section 3.1, kvsep. */
    private static final String SEPARATOR = "\u0001";

    /** RFC 6750 section 2.1, b64token; the scheme in any case (RFC 9110 section 11.1). */
    private static final Pattern BEARER = Pattern.compile("(?i:Bearer) +([A-Za-z0-9._~+/-]+=*) *");

    private final Form form;
    private boolean toldError;

    BearerExchange(Form form) {
        this.form = form;
    }

    @Override
    public SaslStep respond(byte[] response) {
        if (toldError) {
            // RFC 7628 section 3.2.3: kvsep, or an empty one from XOAUTH2 clients; whatever it is, the end.
            return new SaslStep.Wrong();
        }
        String message;
        try {
            message = Utf8.text(response);
        } catch (CharacterCodingException e) {
            return new SaslStep.Malformed();
        }
        int first = message.indexOf(SEPARATOR);
        if (first < 0 || !message.endsWith(SEPARATOR + SEPARATOR)) {
            return new SaslStep.Malformed();
        }
        String pairs = message.substring(first + 1, message.length() - 1);
        if (pairs.isEmpty()) {
            return denied(); // RFC 7628 section 4.3: a client that asks what kind of token is wanted
        }
        Optional<String> user = user(message.substring(0, first));
        Optional<String> token = token(pairs);
        return user.isPresent() && token.isPresent()
                ? new SaslStep.Verify(new Proof.Token(user.get(), token.get()))
                : new SaslStep.Malformed();
    }

    /** RFC 7628 section 3.2.2: the client learns why, answers, and only then the login fails. */
    @Override
    public SaslStep denied() {
        toldError = true;
        String error = form == Form.OAUTHBEARER ? OAUTHBEARER_ERROR : XOAUTH2_ERROR;
        return new SaslStep.Challenge(error.getBytes(StandardCharsets.US_ASCII));
    }

    /** @return empty if malformed; an empty name if the client gives none */
    private Optional<String> user(String head) {
        String name;
        if (form == Form.XOAUTH2) {
            if (!head.startsWith("user=")) {
                return Optional.empty();
            }
            name = head.substring("user=".length());
        } else {
            // RFC 5801 section 4: no channel binding; "y" says that the client could, but thinks that we can't.
            boolean given = head.startsWith("n,a=") || head.startsWith("y,a=");
            if (!head.endsWith(",") || !(given || head.equals("n,,") || head.equals("y,,"))) {
                return Optional.empty();
            }
            Optional<String> unescaped =
                    given ? Gs2Name.unescape(head.substring("n,a=".length(), head.length() - 1)) : Optional.of("");
            if (unescaped.isEmpty()) {
                return Optional.empty();
            }
            name = unescaped.get();
        }
        return name.isEmpty() ? Optional.of("") : UserName.prepare(name);
    }

    /** RFC 7628 section 3.1: key=value pairs; of these only auth matters, and it must be there once. */
    private static Optional<String> token(String pairs) {
        Optional<String> token = Optional.empty();
        for (String pair : pairs.split(SEPARATOR, -1)) {
            if (!pair.startsWith("auth=")) {
                continue;
            }
            Matcher m = BEARER.matcher(pair.substring("auth=".length()));
            if (token.isPresent() || !m.matches()) {
                return Optional.empty();
            }
            token = Optional.of(m.group(1));
        }
        return token;
    }
}
