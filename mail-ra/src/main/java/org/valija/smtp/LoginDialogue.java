package org.valija.smtp;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.valija.Client;
import org.valija.TlsParameters;
import org.valija.smtp.grammar.AuthArguments;
import org.valija.smtp.grammar.SmtpSyntaxException;
import org.valija.smtp.sasl.ChannelIdentity;
import org.valija.smtp.sasl.SaslExchange;
import org.valija.smtp.sasl.SaslMechanism;
import org.valija.smtp.sasl.SaslStep;

/**
 * The part of a session that is about logging in: AUTH (RFC 4954) around the mechanisms of {@link
 * org.valija.smtp.sasl}. Like {@link SmtpSession} it does no I/O and is for one thread.
 */
final class LoginDialogue {

    private static final System.Logger LOG = System.getLogger(LoginDialogue.class.getName());

    /** Longer than a look-up takes, as a rule; and not for long enough that a user would notice. */
    private static final Duration LOOK_UP_STEP = Duration.ofMillis(100);

    private final SessionSurroundings surroundings;
    private final Consumer<Authentication> loggedIn;

    private SaslExchange exchange;
    private boolean expectsResponse;
    /** When the client said the last thing of this login. */
    private Instant since;

    /** Whether this login is among those that failed. */
    private boolean counted;

    private int failed;

    /** @param loggedIn told of the one login that was right */
    LoginDialogue(SessionSurroundings surroundings, Consumer<Authentication> loggedIn) {
        this.surroundings = surroundings;
        this.loggedIn = loggedIn;
    }

    /** What EHLO says behind AUTH, the strongest first; empty if nobody can log in. */
    Optional<String> keywords(Client client) {
        Set<SaslMechanism> offered = offered(client, identity(client));
        List<String> keywords = Stream.of(SaslMechanism.values())
                .filter(offered::contains)
                .map(SaslMechanism::keyword)
                .toList();
        return keywords.isEmpty()
                ? Optional.empty()
                : Optional.of(keywords.stream().collect(Collectors.joining(" ")));
    }

    private Set<SaslMechanism> offered(Client client, Optional<ChannelIdentity> identity) {
        Set<SaslMechanism> offered = surroundings.handler().mechanisms(client);
        if (identity.isPresent()) {
            return offered;
        }
        return offered.stream()
                .filter(mechanism -> mechanism != SaslMechanism.EXTERNAL)
                .collect(Collectors.toSet());
    }

    /** What the certificate shows, while it holds. */
    private Optional<ChannelIdentity> identity(Client client) {
        return client.tls()
                .flatMap(TlsParameters::certificate)
                .flatMap(shown -> ChannelIdentity.of(shown.names(), shown.notAfter()))
                .filter(shown -> surroundings.clock().instant().isBefore(shown.until()));
    }

    /** Whether the next line is for {@link #respond}. */
    boolean expectsResponse() {
        return expectsResponse;
    }

    /** The dialogue is broken off. */
    void forget() {
        expectsResponse = false;
        exchange = null;
        counted = false;
    }

    /** XCLIENT: it is another client from here on, who has not failed yet. */
    void anotherClient() {
        forget();
        failed = 0;
    }

    /** Whether the client has failed so often that this session is over. */
    boolean isExhausted() {
        return failed >= surroundings.settings().limits().maxFailedLogins();
    }

    Step begin(Client client, String argument) throws SmtpSyntaxException {
        AuthArguments arguments = AuthArguments.parse(argument);
        Optional<ChannelIdentity> identity = identity(client);
        Optional<SaslMechanism> mechanism =
                SaslMechanism.of(arguments.mechanism()).filter(offered(client, identity)::contains);
        if (mechanism.isEmpty()) {
            return Step.respond(Replies.UNKNOWN_MECHANISM);
        }
        since = surroundings.clock().instant();
        SaslExchange begun = mechanism.get().begin(identity);
        exchange = begun;
        if (arguments.initialResponse().isEmpty()) {
            return proceed(client, begun.begin(Optional.empty()));
        }
        // RFC 4954 section 4: "=" stands for an initial response of no octets.
        String response = arguments.initialResponse().get();
        return decoded(
                client,
                (response.equals("=") ? "" : response).getBytes(StandardCharsets.US_ASCII),
                octets -> begun.begin(Optional.of(octets)));
    }

    /** @param line in base64, or {@code *}; wiped */
    Step respond(Client client, byte[] line) {
        since = surroundings.clock().instant();
        if (line.length == 1 && line[0] == '*') {
            forget();
            return Step.respond(Replies.AUTH_CANCELLED);
        }
        return decoded(client, line, exchange::respond);
    }

    /** What a mechanism makes of the client's octets. */
    @FunctionalInterface
    private interface Answer {
        SaslStep to(byte[] octets);
    }

    private Step decoded(Client client, byte[] base64, Answer answer) {
        byte[] octets;
        try {
            octets = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            forget();
            return Step.respond(Replies.BAD_BASE64);
        } finally {
            Arrays.fill(base64, (byte) 0);
        }
        try {
            return proceed(client, answer.to(octets));
        } finally {
            Arrays.fill(octets, (byte) 0);
        }
    }

    private Step proceed(Client client, SaslStep step) {
        expectsResponse = false;
        if (step instanceof SaslStep.Challenge challenge) {
            expectsResponse = true;
            return Step.respond(Replies.challenge(Base64.getEncoder().encodeToString(challenge.octets())));
        }
        if (step instanceof SaslStep.LookUp lookUp) {
            return Step.await(
                    surroundings.handler().scramVerifier(client, lookUp.user()),
                    surroundings.settings().timeouts().login(),
                    (found, failure) -> heldBack(() -> failure != null || found.isEmpty()
                            ? over(failure != null ? Replies.AUTH_UNAVAILABLE : Replies.LOGINS_BRAKED)
                            : proceed(client, lookUp.resume().apply(found.get()))));
        }
        if (step instanceof SaslStep.Verify verify) {
            CompletionStage<LoginOutcome> outcome = surroundings.handler().authenticate(client, verify.proof());
            return Step.await(outcome, surroundings.settings().timeouts().login(), (value, failure) -> {
                if (failure == null) {
                    return verified(client, value);
                }
                outcome.thenAccept(LoginDialogue::forgetLate);
                return over(Replies.AUTH_UNAVAILABLE);
            });
        }
        return step instanceof SaslStep.Wrong ? wrongCredentials(client) : over(Replies.BAD_BASE64);
    }

    /**
     * Goes on at the next full step of time since the client said something: how long exactly a look-up takes would tell
     * whether there is such a user.
     */
    private Step heldBack(Supplier<Step> next) {
        long passed = Math.max(
                0, Duration.between(since, surroundings.clock().instant()).toNanos());
        long step = LOOK_UP_STEP.toNanos();
        return Step.await(
                surroundings.pause().apply(Duration.ofNanos(step - passed % step)), (nothing, failed) -> next.get());
    }

    /** A login that nobody waits for any more holds no password. */
    private static void forgetLate(LoginOutcome outcome) {
        if (outcome instanceof LoginOutcome.LoggedIn right) {
            right.authentication().forget();
        }
    }

    private Step over(SmtpReply reply) {
        forget();
        return Step.respond(reply);
    }

    private Step verified(Client client, LoginOutcome outcome) {
        if (outcome instanceof LoginOutcome.LoggedIn right) {
            loggedIn.accept(right.authentication());
            return over(Replies.AUTHENTICATED);
        }
        if (outcome instanceof LoginOutcome.Braked) {
            return over(Replies.LOGINS_BRAKED);
        }
        SaslStep next = exchange.denied();
        if (!(next instanceof SaslStep.Wrong)) {
            count(client); // now: the client may never answer the challenge that tells it
            counted = true;
        }
        return proceed(client, next);
    }

    /**
     * Late, so that guessing takes time; nobody waits for it but this client. The delay counts from when the client had
     * said all, so that it tells nothing about what the realm had to do: an unknown user is found wrong more quickly.
     */
    private Step wrongCredentials(Client client) {
        if (!counted) {
            count(client);
        }
        forget();
        Duration delay = surroundings.settings().limits().failedLoginDelay();
        Duration passed = Duration.between(since, surroundings.clock().instant());
        Duration rest = passed.isNegative() ? delay : delay.minus(passed);
        return Step.await(
                surroundings.pause().apply(rest.isNegative() ? Duration.ZERO : rest),
                (nothing, failure) -> Step.respond(Replies.WRONG_CREDENTIALS));
    }

    private void count(Client client) {
        failed++;
        LOG.log(System.Logger.Level.INFO, "Failed login {0} from {1}", failed, client.address());
    }
}
