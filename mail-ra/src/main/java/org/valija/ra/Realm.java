package org.valija.ra;

import java.net.InetAddress;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.valija.ra.token.KeysUnavailableException;
import org.valija.ra.token.TokenUser;
import org.valija.ra.token.TokenVerifier;
import org.valija.smtp.LoginOutcome;
import org.valija.smtp.sasl.Proof;
import org.valija.smtp.sasl.SaslMechanism;
import org.valija.smtp.sasl.ScramVerifier;
import org.valija.spi.LoginBrake;
import org.valija.spi.RealmDirectory;
import org.valija.spi.RealmDirectory.DirectoryUnavailableException;
import org.valija.spi.RealmDirectory.RealmUser;
import org.valija.spi.Registry;

/**
 * Checks logins: passwords against the server's own realm, tokens by the server's keys, SCRAM by what the realm has stored, the
 * names of certificates by whom the realm knows.
 * Whatever may take time happens in a short Work. Too many failures are refused before the realm is asked.
 */
final class Realm {

    private final WorkQueue works;
    private final WorkQueue tokenWorks;
    private final Optional<TokenVerifier> tokens;
    private final UnknownUsers unknownUsers;
    private final Clock clock;

    /**
     * @param works runs the logins
     * @param tokenWorks runs those by token, which may have to wait for another host's keys
     * @param tokens empty: no logins by token
     */
    Realm(
            WorkQueue works,
            WorkQueue tokenWorks,
            Optional<TokenVerifier> tokens,
            UnknownUsers unknownUsers,
            Clock clock) {
        this.works = works;
        this.tokenWorks = tokenWorks;
        this.tokens = tokens;
        this.unknownUsers = unknownUsers;
        this.clock = clock;
    }

    boolean offers(SaslMechanism mechanism) {
        return switch (mechanism) {
            case PLAIN, LOGIN -> true;
            // Without a password the realm must be able to tell whether there is such a user, and his roles.
            case EXTERNAL -> Registry.find(RealmDirectory.class).isPresent();
            case OAUTHBEARER, XOAUTH2 -> tokens.isPresent();
            case SCRAM_SHA_256 ->
                Registry.find(RealmDirectory.class)
                        .filter(RealmDirectory::hasScram)
                        .isPresent();
        };
    }

    /** @return exceptionally if the realm, or the brake, can't be asked now */
    CompletionStage<LoginOutcome> authenticate(InetAddress client, Proof proof) {
        if (proof instanceof Proof.Scram scram) {
            // The engine has found it right; its attempt was begun when the verifier was looked up.
            return CompletableFuture.completedStage(((FoundVerifier) scram.verifier()).login(scram.user()));
        }
        return begin(client, proof.user())
                .whenComplete((attempt, failure) -> {
                    if (failure != null || attempt.isEmpty()) {
                        wipe(proof);
                    }
                })
                .thenCompose(attempt -> attempt.isPresent()
                        ? settled(attempt.get(), check(proof))
                        : CompletableFuture.completedStage(new LoginOutcome.Braked()));
    }

    private CompletionStage<LoginOutcome> check(Proof proof) {
        if (proof instanceof Proof.Password password) {
            return password(password.user(), password.password());
        }
        return proof instanceof Proof.Channel channel
                ? works.submit(() -> login(channel), Optional.empty())
                : token((Proof.Token) proof);
    }

    private static void wipe(Proof proof) {
        if (proof instanceof Proof.Password password) {
            Arrays.fill(password.password(), '\0');
        }
    }

    private static CompletionStage<Optional<LoginBrake.Attempt>> begin(InetAddress client, String user) {
        return Registry.find(LoginBrake.class)
                .map(brake -> brake.begin(client, user))
                .orElseGet(() -> CompletableFuture.failedStage(new BrakeIsMissingException()));
    }

    private static CompletionStage<LoginOutcome> settled(
            LoginBrake.Attempt attempt, CompletionStage<LoginOutcome> outcome) {
        return outcome.whenComplete((value, failure) -> {
            if (failure != null) {
                attempt.abandoned();
            } else if (value instanceof LoginOutcome.LoggedIn) {
                attempt.succeeded();
            } else {
                attempt.failed();
            }
        });
    }

    // ---- passwords ----

    /** @param password kept in the login that is returned, wiped if it is wrong */
    private CompletionStage<LoginOutcome> password(String user, char[] password) {
        CallerContext caller = CallerContext.byPassword(user, password);
        return works.submit(() -> login(caller, user, password), Optional.of(caller));
    }

    private static LoginOutcome login(CallerContext caller, String user, char[] password)
            throws RealmDidNotAnswerException {
        if (!caller.isChecked()) {
            throw new RealmDidNotAnswerException();
        }
        if (!caller.isValid()) {
            Arrays.fill(password, '\0');
            return new LoginOutcome.Denied();
        }
        return new LoginOutcome.LoggedIn(new Login.ByPassword(user, password, caller.roles()));
    }

    // ---- tokens ----

    private CompletionStage<LoginOutcome> token(Proof.Token proof) {
        TokenVerifier verifier = tokens.orElseThrow();
        return tokenWorks.submit(() -> login(verifier, proof), Optional.empty());
    }

    private LoginOutcome login(TokenVerifier verifier, Proof.Token proof) throws KeysUnavailableException {
        Optional<TokenUser> user = verifier.verify(proof.token());
        // What the client calls itself must be whom the token speaks of: nobody acts for another.
        boolean right = user.isPresent()
                && (proof.user().isEmpty() || proof.user().equals(user.get().name()));
        return right
                ? new LoginOutcome.LoggedIn(new Login.Asserted(
                        user.get().name(), user.get().groups(), user.get().expires(), clock))
                : new LoginOutcome.Denied();
    }

    // ---- certificates ----

    private LoginOutcome login(Proof.Channel shown) throws DirectoryUnavailableException {
        Optional<RealmDirectory> directory = Registry.find(RealmDirectory.class);
        Optional<RealmUser> found = directory.isPresent() ? directory.get().find(shown.user()) : Optional.empty();
        boolean right = found.isPresent() && clock.instant().isBefore(shown.until());
        return right
                ? new LoginOutcome.LoggedIn(
                        new Login.Asserted(shown.user(), found.get().roles(), shown.until(), clock))
                : new LoginOutcome.Denied();
    }

    // ---- SCRAM ----

    /** @return empty after too many failures; exceptionally if the realm can't be asked now */
    CompletionStage<Optional<ScramVerifier>> scramVerifier(InetAddress client, String user) {
        return begin(client, user)
                .thenCompose(attempt -> attempt.isPresent()
                        ? scramVerifier(user, attempt.get())
                        : CompletableFuture.completedStage(Optional.empty()));
    }

    private CompletionStage<Optional<ScramVerifier>> scramVerifier(String user, LoginBrake.Attempt attempt) {
        return works.submit(() -> find(user, attempt), Optional.empty()).whenComplete((verifier, failure) -> {
            if (failure != null) {
                attempt.abandoned();
            } // else the attempt ends with the exchange
        });
    }

    private Optional<ScramVerifier> find(String user, LoginBrake.Attempt attempt) throws DirectoryUnavailableException {
        Optional<RealmDirectory> directory = Registry.find(RealmDirectory.class);
        Optional<RealmUser> found = directory.isPresent() ? directory.get().find(user) : Optional.empty();
        RealmDirectory.ScramCredential credential =
                found.flatMap(RealmUser::scram).orElseGet(() -> unknownUsers.credential(user));
        return Optional.of(new FoundVerifier(credential, found.map(RealmUser::roles), attempt, clock));
    }

    /**
     * What is stored about a user, and what becomes of a login that shows to know it.
     *
     * @param roles empty for an unknown user
     */
    private record FoundVerifier(
            RealmDirectory.ScramCredential credential,
            Optional<Set<String>> roles,
            LoginBrake.Attempt attempt,
            Clock clock)
            implements ScramVerifier {

        LoginOutcome login(String user) {
            if (roles.isEmpty()) {
                attempt.failed();
                return new LoginOutcome.Denied();
            }
            attempt.succeeded();
            return new LoginOutcome.LoggedIn(new Login.Asserted(user, roles.get(), Instant.MAX, clock));
        }

        @Override
        public byte[] salt() {
            return credential.salt();
        }

        @Override
        public int iterations() {
            return credential.iterations();
        }

        @Override
        public byte[] storedKey() {
            return credential.storedKey();
        }

        @Override
        public byte[] serverKey() {
            return credential.serverKey();
        }
    }

    /** The EJBs are away, or only coming up: a login that nothing brakes would be one to guess at. */
    static final class BrakeIsMissingException extends Exception {

        private static final long serialVersionUID = 1L;

        private BrakeIsMissingException() {
            super("Logins are not possible before Valija's EJBs are running");
        }
    }

    /** The realm did not answer; the reason is in the log. */
    static final class RealmDidNotAnswerException extends Exception {

        private static final long serialVersionUID = 1L;

        private RealmDidNotAnswerException() {
            super("The server's realm could not check the login");
        }
    }
}
