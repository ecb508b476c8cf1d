package org.valija.smtp.sasl;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** SCRAM-SHA-256 (RFC 5802, RFC 7677) without channel binding. */
final class ScramExchange implements SaslExchange {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int NONCE_OCTETS = 18;

    /** RFC 5802 section 7: printable ASCII without comma; the length is our bound. */
    private static final String NONCE = "[\\x21-\\x2b\\x2d-\\x7e]{1,512}";

    /** Possessive, for otherwise each one takes a piece of the stack. The proof is none of them. */
    private static final String EXTENSIONS = "(?:,[A-Za-oq-z]=[^,]*+)*+";

    /**
     * The client's first message: gs2-cbind-flag and authzid, then the part that is signed. An extension that we must know
     * ({@code m=}) does not match; others, behind the nonce, are ignored.
     */
    private static final Pattern FIRST =
            Pattern.compile("(([ny]),(?:a=([^,]*))?,)(n=([^,]+),r=(" + NONCE + ")" + EXTENSIONS + ")");

    private static final Pattern FINAL =
            Pattern.compile("(c=([^,]+),r=(" + NONCE + ")" + EXTENSIONS + "),p=([A-Za-z0-9+/=]+)");

    private enum State {
        FIRST,
        FINAL,
        CONFIRMED
    }

    private final String serverNonce;
    private State state = State.FIRST;
    private String gs2Header;
    private String clientFirst;
    private String serverFirst;
    private String nonce;
    private String user;
    private ScramVerifier verifier;

    ScramExchange() {
        this(randomNonce());
    }

    ScramExchange(String serverNonce) {
        this.serverNonce = serverNonce;
    }

    private static String randomNonce() {
        byte[] octets = new byte[NONCE_OCTETS];
        RANDOM.nextBytes(octets);
        return Base64.getEncoder().encodeToString(octets);
    }

    @Override
    public SaslStep respond(byte[] response) {
        try {
            return switch (state) {
                case FIRST -> first(Utf8.text(response));
                case FINAL -> last(Utf8.text(response));
                // RFC 4954 section 4: an empty answer to the challenge that carried our last message.
                case CONFIRMED ->
                    response.length == 0
                            ? new SaslStep.Verify(new Proof.Scram(user, verifier))
                            : new SaslStep.Malformed();
            };
        } catch (CharacterCodingException e) {
            return new SaslStep.Malformed();
        }
    }

    private SaslStep first(String message) {
        Matcher m = FIRST.matcher(message);
        if (!m.matches()) {
            return new SaslStep.Malformed();
        }
        gs2Header = m.group(1);
        clientFirst = m.group(4);
        nonce = m.group(6) + serverNonce;
        Optional<String> given = Gs2Name.unescape(m.group(5));
        Optional<String> actsFor =
                Gs2Name.unescape(Optional.ofNullable(m.group(3)).orElse(""));
        if (given.isEmpty() || actsFor.isEmpty()) {
            return new SaslStep.Malformed();
        }
        Optional<String> prepared = UserName.prepare(given.get());
        boolean forItself = actsFor.get().isEmpty() || actsFor.get().equals(given.get());
        if (prepared.isEmpty() || !forItself) {
            return new SaslStep.Wrong();
        }
        user = prepared.get();
        return new SaslStep.LookUp(user, this::challenge);
    }

    private SaslStep challenge(ScramVerifier found) {
        verifier = found;
        serverFirst =
                "r=" + nonce + ",s=" + Base64.getEncoder().encodeToString(found.salt()) + ",i=" + found.iterations();
        state = State.FINAL;
        return challenge(serverFirst);
    }

    private SaslStep last(String message) {
        Matcher m = FINAL.matcher(message);
        if (!m.matches()) {
            return new SaslStep.Malformed();
        }
        byte[] proof;
        byte[] binding;
        try {
            binding = Base64.getDecoder().decode(m.group(2));
            proof = Base64.getDecoder().decode(m.group(4));
        } catch (IllegalArgumentException e) {
            return new SaslStep.Malformed();
        }
        // RFC 5802 section 5.1: both must be what went before.
        boolean sameDialogue =
                m.group(3).equals(nonce) && MessageDigest.isEqual(binding, gs2Header.getBytes(StandardCharsets.UTF_8));
        byte[] authMessage = (clientFirst + "," + serverFirst + "," + m.group(1)).getBytes(StandardCharsets.UTF_8);
        if (!sameDialogue || !isRight(proof, authMessage)) {
            return new SaslStep.Wrong();
        }
        state = State.CONFIRMED;
        return challenge("v=" + Base64.getEncoder().encodeToString(hmac(verifier.serverKey(), authMessage)));
    }

    /** RFC 5802 section 3: ClientKey := ClientProof XOR ClientSignature, and H(ClientKey) is StoredKey. */
    private boolean isRight(byte[] proof, byte[] authMessage) {
        byte[] key = hmac(verifier.storedKey(), authMessage);
        if (proof.length != key.length) {
            return false;
        }
        for (int i = 0; i < key.length; i++) {
            key[i] ^= proof[i];
        }
        try {
            return MessageDigest.isEqual(MessageDigest.getInstance("SHA-256").digest(key), verifier.storedKey());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    private static byte[] hmac(byte[] key, byte[] message) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has HmacSHA256", e);
        }
    }

    private static SaslStep challenge(String message) {
        return new SaslStep.Challenge(message.getBytes(StandardCharsets.UTF_8));
    }
}
