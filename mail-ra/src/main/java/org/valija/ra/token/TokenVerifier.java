package org.valija.ra.token;

import java.io.IOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.ErrorCodeValidator;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;

/** Checks tokens. Safe for use by many threads; may block for the keys. */
public final class TokenVerifier {

    private static final System.Logger LOG = System.getLogger(TokenVerifier.class.getName());

    private final TokenSettings settings;
    private final JwtConsumer consumer;

    /** @throws IllegalArgumentException if a key that stands in the settings is none */
    public TokenVerifier(TokenSettings settings) {
        this.settings = settings;
        JwtConsumerBuilder builder = new JwtConsumerBuilder()
                // One algorithm, and an asymmetric one: neither "none" nor HS256 with our public key as its secret
                // (RFC 8725 sections 2.1 and 3.1).
                .setJwsAlgorithmConstraints(new AlgorithmConstraints(ConstraintType.PERMIT, settings.algorithm()))
                .setVerificationKeyResolver(TokenKeys.of(settings))
                .setExpectedIssuer(settings.issuer())
                .setRequireExpirationTime()
                .setAllowedClockSkewInSeconds((int) settings.clockSkew().toSeconds());
        if (settings.audiences().isEmpty()) {
            builder.setSkipDefaultAudienceValidation();
        } else {
            builder.setExpectedAudience(settings.audiences().toArray(String[]::new));
        }
        consumer = builder.build();
    }

    /** @return whom it speaks of; empty if it is not valid */
    public Optional<TokenUser> verify(String token) throws KeysUnavailableException {
        try {
            JwtClaims claims = consumer.processToClaims(token);
            Optional<String> name = name(claims);
            if (name.isEmpty()) {
                LOG.log(System.Logger.Level.INFO, "A token was refused: it has no upn, preferred_username or sub");
                return Optional.empty();
            }
            List<String> groups = claims.hasClaim("groups") ? claims.getStringListClaimValue("groups") : List.of();
            Instant expires = Instant.ofEpochSecond(claims.getExpirationTime().getValue());
            return Optional.of(new TokenUser(name.get(), new HashSet<>(groups), expires.plus(settings.clockSkew())));
        } catch (InvalidJwtException e) {
            if (isUnavailable(e)) {
                throw new KeysUnavailableException(e);
            }
            // The codes only (org.jose4j.jwt.consumer.ErrorCodes): messages and details may have the token in them.
            LOG.log(
                    System.Logger.Level.INFO,
                    "A token was refused, for the reasons {0}",
                    e.getErrorDetails().stream()
                            .map(ErrorCodeValidator.Error::getErrorCode)
                            .toList());
            return Optional.empty();
        } catch (MalformedClaimException e) {
            LOG.log(System.Logger.Level.INFO, "A token was refused: {0}", e.getMessage());
            return Optional.empty();
        }
    }

    private static boolean isUnavailable(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException) {
                return true;
            }
        }
        return false;
    }

    /** MicroProfile JWT 2.1 section 5.1: the principal. */
    private static Optional<String> name(JwtClaims claims) throws MalformedClaimException {
        for (String claim : List.of("upn", "preferred_username", "sub")) {
            String name = claims.getStringClaimValue(claim);
            if (name != null && !name.isBlank()) {
                return name.chars().anyMatch(Character::isISOControl) ? Optional.empty() : Optional.of(name);
            }
        }
        return Optional.empty();
    }
}
