package org.valija.ra.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.HmacKey;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenVerifierTest {

    private static RsaJsonWebKey key;
    private static RsaJsonWebKey other;

    @TempDir
    Path folder;

    private final Map<String, String> properties = new HashMap<>(
            Map.of("mp.jwt.verify.issuer", "https://emisor.example", "mp.jwt.verify.audiences", "correo, otro"));
    private final JwtClaims claims = new JwtClaims();

    TokenVerifierTest() {
        claims.setIssuer("https://emisor.example");
        claims.setAudience("correo");
        claims.setExpirationTimeMinutesInTheFuture(5);
        claims.setClaim("upn", "eva@laboratorio.local");
        claims.setStringListClaim("groups", List.of("mail-user", "otros"));
    }

    @BeforeAll
    static void makeKeys() throws Exception {
        key = RsaJwkGenerator.generateJwk(2048);
        key.setKeyId("uno");
        other = RsaJwkGenerator.generateJwk(2048);
        other.setKeyId("dos");
    }

    @Test
    void tellsNameGroupsAndEnd() throws Exception {
        TokenUser user = verify(signed(key)).orElseThrow();
        assertThat(user.name()).isEqualTo("eva@laboratorio.local");
        assertThat(user.groups()).isEqualTo(Set.of("mail-user", "otros"));
        assertThat(user.expires()).isAfter(Instant.now().plusSeconds(300));
    }

    @Test
    void takesThePreferredNameAndThenTheSubjectWhereThereIsNoUpn() throws Exception {
        claims.unsetClaim("upn");
        assertThat(verify(signed(key))).isEmpty();
        claims.setSubject("1234");
        assertThat(verify(signed(key)).orElseThrow().name()).isEqualTo("1234");
        claims.setClaim("preferred_username", "eva");
        assertThat(verify(signed(key)).orElseThrow().name()).isEqualTo("eva");
    }

    @Test
    void refusesAnotherKey() throws Exception {
        assertThat(verify(signed(other))).isEmpty();
    }

    @Test
    void refusesAnotherIssuer() throws Exception {
        claims.setIssuer("https://otro.example");
        assertThat(verify(signed(key))).isEmpty();
    }

    @Test
    void refusesAnotherAudienceAndNone() throws Exception {
        claims.setAudience("tienda");
        assertThat(verify(signed(key))).isEmpty();
        claims.unsetClaim("aud");
        assertThat(verify(signed(key))).isEmpty();
    }

    @Test
    void clocksMayDifferByAMinute() throws Exception {
        claims.setExpirationTime(NumericDate.fromSeconds(Instant.now().getEpochSecond() - 30));
        assertThat(verify(signed(key))).isPresent();
        claims.setExpirationTime(NumericDate.fromSeconds(Instant.now().getEpochSecond() - 90));
        assertThat(verify(signed(key))).isEmpty();
        claims.unsetClaim("exp");
        assertThat(verify(signed(key))).isEmpty();
    }

    /** RFC 8725 section 2.1. */
    @Test
    void refusesNoSignature() throws Exception {
        JsonWebSignature jws = new JsonWebSignature();
        jws.setPayload(claims.toJson());
        jws.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
        jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.NONE);
        assertThat(verify(jws.getCompactSerialization())).isEmpty();
    }

    /** RFC 8725 section 2.1: our public key as the secret of an HMAC. */
    @Test
    void refusesAnHmacWithThePublicKey() throws Exception {
        for (byte[] secret : List.of(key.getPublicKey().getEncoded(), pem().getBytes(StandardCharsets.US_ASCII))) {
            JsonWebSignature jws = new JsonWebSignature();
            jws.setPayload(claims.toJson());
            jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.HMAC_SHA256);
            jws.setKeyIdHeaderValue("uno");
            jws.setKey(new HmacKey(secret));
            assertThat(verify(jws.getCompactSerialization())).isEmpty();
        }
    }

    @Test
    void refusesAnotherAlgorithmThanTheOneThatIsSet() throws Exception {
        assertThat(verify(signed(key, AlgorithmIdentifiers.RSA_USING_SHA512))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "a.b.c", "eyJhbGciOiJSUzI1NiJ9.e30.x"})
    void refusesWhatIsNoToken(String token) throws Exception {
        assertThat(verify(token)).isEmpty();
    }

    @Test
    void readsPem() throws Exception {
        properties.put("mp.jwt.verify.publickey", pem());
        assertThat(verifier().verify(signed(key))).isPresent();
        assertThat(verifier().verify(signed(other))).isEmpty();
    }

    @Test
    void aFileIsReadAgainWhenItsKeysChange() throws Exception {
        Path file = folder.resolve("jwks.json");
        Files.writeString(file, set(key));
        properties.put("mp.jwt.verify.publickey.location", file.toString());
        TokenVerifier verifier = verifier();
        assertThat(verifier.verify(signed(key))).isPresent();
        Files.writeString(file, set(other));
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(10)));
        assertThat(verifier.verify(signed(key))).isEmpty();
        assertThat(verifier.verify(signed(other))).isPresent();
        Files.writeString(file, "not yet whole");
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(20)));
        assertThat(verifier.verify(signed(other))).isPresent();
    }

    /** A token of anybody's may name a key that is not known; a server that is down must not be asked for each of them. */
    @Test
    void aServerThatHasNoKeysIsNotAskedAllTheTime() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/keys", exchange -> {
            asked.incrementAndGet();
            exchange.sendResponseHeaders(500, -1);
            exchange.close();
        });
        server.start();
        try {
            properties.put(
                    "mp.jwt.verify.publickey.location",
                    "http://127.0.0.1:" + server.getAddress().getPort() + "/keys");
            TokenVerifier verifier = verifier();
            for (int i = 0; i < 5; i++) {
                assertThatThrownBy(() -> verifier.verify(signed(key))).isInstanceOf(KeysUnavailableException.class);
            }
        } finally {
            server.stop(0);
        }
        assertThat(asked.get()).isEqualTo(1);
    }

    @Test
    void withoutItsKeysATokenCannotBeChecked() {
        properties.put(
                "mp.jwt.verify.publickey.location", folder.resolve("none").toString());
        assertThatThrownBy(() -> verifier().verify(signed(key))).isInstanceOf(KeysUnavailableException.class);
    }

    @Test
    void keysAreFetchedFromAUrl() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/keys", exchange -> {
            byte[] body = set(key).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try {
            properties.put(
                    "mp.jwt.verify.publickey.location",
                    "http://127.0.0.1:" + server.getAddress().getPort() + "/keys");
            TokenVerifier verifier = verifier();
            assertThat(verifier.verify(signed(key))).isPresent();
            assertThat(verifier.verify(signed(other))).isEmpty();
        } finally {
            server.stop(0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://192.0.2.1/keys", "ftp://127.0.0.1/keys", "classpath:key.pem"})
    void keysAreNotFetchedFromWhereAnybodyCouldChangeThem(String location) {
        properties.put("mp.jwt.verify.publickey.location", location);
        assertThatThrownBy(this::verifier)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("mp.jwt.verify.publickey.location");
    }

    @Test
    void aKeyWithoutIssuerOrWithASymmetricAlgorithmIsAMistake() {
        properties.put("mp.jwt.verify.publickey", pem());
        properties.put("mp.jwt.verify.publickey.algorithm", "HS256");
        assertThatThrownBy(this::verifier).hasMessageContaining("mp.jwt.verify.publickey.algorithm");
        properties.remove("mp.jwt.verify.issuer");
        assertThatThrownBy(this::verifier).hasMessageContaining("mp.jwt.verify.issuer");
    }

    @Test
    void withoutAKeyThereAreNoTokens() {
        assertThat(TokenSettings.read(properties::get)).isEmpty();
    }

    private TokenVerifier verifier() {
        return new TokenVerifier(TokenSettings.read(properties::get).orElseThrow());
    }

    private Optional<TokenUser> verify(String token) throws KeysUnavailableException {
        properties.put("mp.jwt.verify.publickey", set(key));
        return verifier().verify(token);
    }

    private String signed(RsaJsonWebKey with) throws Exception {
        return signed(with, AlgorithmIdentifiers.RSA_USING_SHA256);
    }

    private String signed(RsaJsonWebKey with, String algorithm) throws Exception {
        JsonWebSignature jws = new JsonWebSignature();
        jws.setPayload(claims.toJson());
        jws.setKey(with.getPrivateKey());
        jws.setKeyIdHeaderValue(with.getKeyId());
        jws.setAlgorithmHeaderValue(algorithm);
        return jws.getCompactSerialization();
    }

    private static String set(RsaJsonWebKey key) {
        return new JsonWebKeySet(key).toJson(OutputControlLevel.PUBLIC_ONLY);
    }

    private static String pem() {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(key.getPublicKey().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }
}
