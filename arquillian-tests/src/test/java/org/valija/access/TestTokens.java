package org.valija.access;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import org.valija.server.TestServer;

/** Somebody whose tokens the server under test takes: his public keys lie where the server looks for them. */
final class TestTokens {

    private final KeyPair keys;
    private final String keyId = UUID.randomUUID().toString();

    private TestTokens(KeyPair keys) {
        this.keys = keys;
    }

    /** Makes a key, and puts it where the server looks, in place of the one that was there. */
    static TestTokens publish() throws GeneralSecurityException, IOException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        TestTokens tokens = new TestTokens(generator.generateKeyPair());
        Files.writeString(TestServer.work().resolve("jwks.json"), tokens.keySet());
        return tokens;
    }

    private String keySet() {
        RSAPublicKey key = (RSAPublicKey) keys.getPublic();
        return "{\"keys\":[{\"kty\":\"RSA\",\"use\":\"sig\",\"alg\":\"RS256\",\"kid\":\"" + keyId + "\",\"n\":\""
                + url(key.getModulus().toByteArray()) + "\",\"e\":\""
                + url(key.getPublicExponent().toByteArray()) + "\"}]}";
    }

    /** A good one. */
    String token(String user, String group) throws GeneralSecurityException {
        return signed("RS256", claims(user, group, Instant.now().plusSeconds(300), "correo"));
    }

    static String claims(String user, String group, Instant expires, String audience) {
        return "{\"iss\":\"https://emisor.example\",\"aud\":\"" + audience + "\",\"upn\":\"" + user
                + "\",\"groups\":[\"" + group + "\"],\"exp\":" + expires.getEpochSecond() + "}";
    }

    /** Signed with the key, whatever the header says. */
    String signed(String algorithm, String claims) throws GeneralSecurityException {
        String signed =
                url(("{\"alg\":\"" + algorithm + "\",\"kid\":\"" + keyId + "\"}").getBytes(StandardCharsets.UTF_8))
                        + "." + url(claims.getBytes(StandardCharsets.UTF_8));
        if (algorithm.equals("none")) {
            return signed + ".";
        }
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(keys.getPrivate());
        signature.update(signed.getBytes(StandardCharsets.US_ASCII));
        return signed + "." + url(signature.sign());
    }

    private static String url(byte[] octets) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
    }
}
