package org.valija.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.valija.smtp.LoginOutcome;
import org.valija.smtp.sasl.Proof;
import org.valija.smtp.sasl.SaslMechanism;
import org.valija.spi.LoginBrake;
import org.valija.spi.RealmDirectory;
import org.valija.spi.Registry;

/** Logins by what the channel has shown. */
@Timeout(20)
class RealmTest {

    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final InetAddress CLIENT = InetAddress.getLoopbackAddress();

    private final ServerThreads server = new ServerThreads();
    private final WorkQueue works = new WorkQueue("test", server, new WorkQueue.Limits(2, 10, Duration.ofSeconds(1)));
    private Instant time = NOW;
    private final Realm realm = new Realm(
            works,
            works,
            Optional.empty(),
            new UnknownUsers(Path.of("not-there"), 4096),
            ((InstantSource) () -> time).withZone(ZoneOffset.UTC));
    private final List<String> counted = new ArrayList<>();
    private Registry.Registration directory;
    private Registry.Registration brake;

    private static final class Directory implements RealmDirectory {

        @Override
        public Optional<RealmUser> find(String user) throws DirectoryUnavailableException {
            return switch (user) {
                case "ana" -> Optional.of(new RealmUser(Set.of("ventas"), Optional.empty()));
                case "broken" -> throw new DirectoryUnavailableException(new IOException("the realm is down"));
                default -> Optional.empty();
            };
        }

        @Override
        public boolean hasScram() {
            return false;
        }
    }

    @BeforeEach
    void register() {
        directory = Registry.register(RealmDirectory.class, new Directory());
        brake = Registry.register(LoginBrake.class, (client, user) -> {
            if (user.equals("braked")) {
                return CompletableFuture.completedStage(Optional.empty());
            }
            return CompletableFuture.completedStage(Optional.of(new LoginBrake.Attempt() {
                @Override
                public void succeeded() {
                    counted.add(user + " succeeded");
                }

                @Override
                public void failed() {
                    counted.add(user + " failed");
                }

                @Override
                public void abandoned() {
                    counted.add(user + " abandoned");
                }
            }));
        });
    }

    @AfterEach
    void close() {
        directory.close();
        brake.close();
        works.close();
        server.close();
    }

    private LoginOutcome login(String user) throws Exception {
        return realm.authenticate(CLIENT, new Proof.Channel(user, NOW.plusSeconds(60)))
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    @Test
    void whomTheRealmKnowsIsInWithItsRolesUntilTheCertificateEnds() throws Exception {
        Login login = (Login) ((LoginOutcome.LoggedIn) login("ana")).authentication();
        assertThat(login.user()).isEqualTo("ana");
        assertThat(login.roles()).containsExactly("ventas");
        assertThat(counted).containsExactly("ana succeeded");
        assertThat(worksAs(login)).isTrue();
        time = NOW.plusSeconds(61);
        assertThat(worksAs(login)).isFalse();
        assertThat(login("ana")).isInstanceOf(LoginOutcome.Denied.class);
    }

    private boolean worksAs(Login login) throws Exception {
        CallerContext caller = login.caller();
        return works.submit(caller::isValid, Optional.of(caller))
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    @Test
    void whomItDoesNotKnowIsNotAndThatIsAFailure() throws Exception {
        assertThat(login("nobody")).isInstanceOf(LoginOutcome.Denied.class);
        assertThat(counted).containsExactly("nobody failed");
        assertThat(login("braked")).isInstanceOf(LoginOutcome.Braked.class);
    }

    @Test
    void whereTheRealmCannotTellNobodyIs() throws Exception {
        assertThatThrownBy(() -> login("broken"))
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseMessage("the realm is down");
        assertThat(counted).containsExactly("broken abandoned");
        assertThat(realm.offers(SaslMechanism.EXTERNAL)).isTrue();
        directory.close();
        assertThat(realm.offers(SaslMechanism.EXTERNAL)).isFalse();
        assertThat(login("ana")).isInstanceOf(LoginOutcome.Denied.class);
    }
}
