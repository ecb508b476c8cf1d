package org.valija.ra.token;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jose4j.http.SimpleGet;
import org.jose4j.http.SimpleResponse;
import org.jose4j.jwk.HttpsJwks;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwx.JsonWebStructure;
import org.jose4j.keys.resolvers.HttpsJwksVerificationKeyResolver;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.jose4j.keys.resolvers.VerificationKeyResolver;
import org.jose4j.lang.JoseException;
import org.jose4j.lang.UnresolvableKeyException;

/** Where the keys for tokens come from; each of these finds the key for one token. */
final class TokenKeys {

    private static final System.Logger LOG = System.getLogger(TokenKeys.class.getName());

    /** The whole of it; who waits for the keys holds one of the few places for logins by token. */
    private static final Duration FETCH = Duration.ofSeconds(5);

    private static final int MAX_KEY_OCTETS = 256 * 1024;
    /** Keys are fetched again after this time, and sooner for a key that is not among them. */
    private static final long CACHE_SECONDS = 600;

    /** But not more often than so, or strangers' tokens would make us ask all the time. */
    private static final long REFRESH_PAUSE_MILLIS = TimeUnit.SECONDS.toMillis(30);

    private TokenKeys() {}

    /** @throws IllegalArgumentException if a key that stands in the settings is none */
    static VerificationKeyResolver of(TokenSettings settings) {
        if (settings.keys() instanceof TokenSettings.Inline inline) {
            try {
                return parse(inline.text(), settings.algorithm());
            } catch (GeneralSecurityException | JoseException | IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "mp.jwt.verify.publickey is no public key for " + settings.algorithm() + ": " + e.getMessage(),
                        e);
            }
        }
        if (settings.keys() instanceof TokenSettings.InFile file) {
            return new FileKeys(file.path(), settings.algorithm());
        }
        return atUrl(((TokenSettings.AtUrl) settings.keys()).url());
    }

    private static VerificationKeyResolver atUrl(String url) {
        HttpsJwks keys = new HttpsJwks(url);
        keys.setSimpleHttpGet(new PausingGet(new KeyServer(FETCH, MAX_KEY_OCTETS)));
        keys.setDefaultCacheDuration(CACHE_SECONDS);
        keys.setRefreshReprieveThreshold(REFRESH_PAUSE_MILLIS); // since the last success
        // A key server that is away for a while is no reason to refuse keys that were good until now.
        keys.setRetainCacheOnErrorDuration(CACHE_SECONDS);
        return new HttpsJwksVerificationKeyResolver(keys);
    }

    /**
     * After a failure it fails at once for a while: who waits for a server that hangs holds up others, and a token of
     * anybody's may be the reason to ask.
     */
    private static final class PausingGet implements SimpleGet {

        private final SimpleGet http;
        private volatile Optional<Failure> last = Optional.empty();

        private record Failure(IOException reason, long nanos) {}

        PausingGet(SimpleGet http) {
            this.http = http;
        }

        @Override
        public SimpleResponse get(String url) throws IOException {
            Optional<Failure> failure = last;
            if (failure.isPresent()
                    && System.nanoTime() - failure.get().nanos < TimeUnit.MILLISECONDS.toNanos(REFRESH_PAUSE_MILLIS)) {
                throw new IOException(
                        "The keys at " + url + " could not be fetched a moment ago", failure.get().reason);
            }
            try {
                SimpleResponse response = http.get(url);
                last = Optional.empty();
                return response;
            } catch (IOException e) {
                LOG.log(System.Logger.Level.ERROR, "The keys for tokens at {0} can''t be fetched: {1}", url, e);
                last = Optional.of(new Failure(e, System.nanoTime()));
                throw e;
            }
        }
    }

    /** PEM (X.509 SubjectPublicKeyInfo), JWK, JWK set, or one of these two in base64url. */
    static VerificationKeyResolver parse(String text, String algorithm) throws GeneralSecurityException, JoseException {
        String stripped = text.strip();
        if (!stripped.startsWith("{") && !stripped.startsWith("-") && stripped.startsWith("eyJ")) {
            stripped = new String(Base64.getUrlDecoder().decode(stripped), StandardCharsets.UTF_8);
        }
        if (!stripped.startsWith("{")) {
            Key key = pem(stripped, algorithm);
            return (jws, nesting) -> key;
        }
        if (!stripped.contains("\"keys\"")) {
            Key key = PublicJsonWebKey.Factory.newPublicJwk(stripped).getPublicKey();
            return (jws, nesting) -> key;
        }
        return new JwksVerificationKeyResolver(publicKeys(new JsonWebKeySet(stripped)));
    }

    private static List<JsonWebKey> publicKeys(JsonWebKeySet set) {
        return set.getJsonWebKeys().stream()
                .filter(PublicJsonWebKey.class::isInstance)
                .toList();
    }

    private static Key pem(String text, String algorithm) throws GeneralSecurityException {
        String base64 = text.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
        byte[] der = Base64.getDecoder().decode(base64);
        String family = algorithm.startsWith("ES") ? "EC" : "RSA";
        return KeyFactory.getInstance(family).generatePublic(new X509EncodedKeySpec(der));
    }

    /** A file, read again when it has changed; while it can't be read, what was read before holds. */
    private static final class FileKeys implements VerificationKeyResolver {

        private final Path path;
        private final String algorithm;
        private FileTime readAt;
        private VerificationKeyResolver keys;
        private boolean unreadable;

        FileKeys(Path path, String algorithm) {
            this.path = path;
            this.algorithm = algorithm;
        }

        @Override
        public Key resolveKey(JsonWebSignature jws, List<JsonWebStructure> nesting) throws UnresolvableKeyException {
            return current().resolveKey(jws, nesting);
        }

        private synchronized VerificationKeyResolver current() throws UnresolvableKeyException {
            try {
                FileTime changedAt = Files.getLastModifiedTime(path);
                if (!changedAt.equals(readAt)) {
                    keys = parse(read(), algorithm);
                    readAt = changedAt;
                }
                if (unreadable) {
                    unreadable = false;
                    LOG.log(System.Logger.Level.INFO, "The keys for tokens in {0} can be read again", path);
                }
            } catch (IOException | GeneralSecurityException | JoseException | IllegalArgumentException e) {
                if (!unreadable) { // once, not for each token
                    unreadable = true;
                    LOG.log(System.Logger.Level.ERROR, "The keys for tokens in {0} can''t be read: {1}", path, e);
                }
                if (keys == null) {
                    throw new UnresolvableKeyException("no keys", new IOException(e));
                }
            }
            return keys;
        }

        private String read() throws IOException {
            if (Files.size(path) > MAX_KEY_OCTETS) {
                throw new IOException("more than " + MAX_KEY_OCTETS + " octets are no key");
            }
            return Files.readString(path);
        }
    }
}
