package org.valija.ra.token;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Whose tokens are taken, by the standard properties of MicroProfile JWT 2.1 (section 9.2): {@code
 * mp.jwt.verify.publickey} or {@code mp.jwt.verify.publickey.location}, {@code mp.jwt.verify.issuer}, {@code
 * mp.jwt.verify.audiences}, {@code mp.jwt.verify.publickey.algorithm}, {@code mp.jwt.verify.clock.skew}.
 *
 * @param issuer the only one
 * @param audiences one of these must be in the token; empty: any will do
 * @param algorithm the only one; never a symmetric one, so that nobody signs with our public key
 * @param keys where the keys are
 * @param clockSkew how far clocks may differ
 */
public record TokenSettings(
        String issuer, List<String> audiences, String algorithm, KeyPlace keys, Duration clockSkew) {

    private static final Set<String> ALGORITHMS =
            Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512");

    private static final String KEY = "mp.jwt.verify.publickey";
    private static final String LOCATION = "mp.jwt.verify.publickey.location";
    private static final String ISSUER = "mp.jwt.verify.issuer";
    private static final String ALGORITHM = "mp.jwt.verify.publickey.algorithm";
    private static final String SKEW = "mp.jwt.verify.clock.skew";

    /** Where keys are. */
    sealed interface KeyPlace {}

    /** The key itself: PEM, JWK or JWK set. */
    record Inline(String text) implements KeyPlace {}

    /** In a file, read again when it changes. */
    record InFile(Path path) implements KeyPlace {}

    /** A JWK set. */
    record AtUrl(String url) implements KeyPlace {}

    /**
     * @param property gives a property, or null
     * @return empty if no key is set: then there are no logins by token
     * @throws IllegalArgumentException with a sentence that names the property that is wrong or missing
     */
    public static Optional<TokenSettings> read(UnaryOperator<String> property) {
        Source source = new Source(property);
        Optional<KeyPlace> keys = source.text(KEY).<KeyPlace>map(Inline::new).or(() -> source.text(LOCATION)
                .map(TokenSettings::place));
        if (keys.isEmpty()) {
            return Optional.empty();
        }
        String issuer = source.text(ISSUER)
                .orElseThrow(() -> new IllegalArgumentException(
                        "There is a key for tokens, but not whose it is: set " + ISSUER + " too"));
        String algorithm = source.text(ALGORITHM).orElse("RS256");
        if (!ALGORITHMS.contains(algorithm)) {
            throw new IllegalArgumentException(ALGORITHM + " must be one of "
                    + String.join(", ", ALGORITHMS.stream().sorted().toList()));
        }
        List<String> audiences = source.text("mp.jwt.verify.audiences").stream()
                .flatMap(list -> Stream.of(list.split(",")))
                .map(String::strip)
                .filter(audience -> !audience.isEmpty())
                .toList();
        String skew = source.text(SKEW).orElse("60");
        if (!skew.matches("\\d{1,4}")) {
            throw new IllegalArgumentException(SKEW + " must be a number of seconds from 0 to 9999");
        }
        return Optional.of(new TokenSettings(
                issuer, audiences, algorithm, keys.get(), Duration.ofSeconds(Integer.parseInt(skew))));
    }

    private static KeyPlace place(String location) {
        String lower = location.toLowerCase(Locale.ROOT);
        try {
            if (lower.startsWith("https:") || lower.startsWith("http:") && isLoopback(URI.create(location))) {
                return new AtUrl(location);
            }
            if (lower.startsWith("file:")) {
                return new InFile(Path.of(URI.create(location)));
            }
            if (!lower.matches("[a-z][a-z0-9+.-]+:.*")) {
                return new InFile(Path.of(location));
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(LOCATION + " is no place: " + e.getMessage(), e);
        }
        throw new IllegalArgumentException(LOCATION
                + " must be a file or an https: URL; http: is for this machine only, since whoever changes keys"
                + " on the way could log in as anybody");
    }

    private static boolean isLoopback(URI uri) {
        try {
            return InetAddress.getByName(uri.getHost()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private record Source(UnaryOperator<String> property) {
        Optional<String> text(String name) {
            return Optional.ofNullable(property.apply(name)).map(String::strip).filter(value -> !value.isEmpty());
        }
    }
}
