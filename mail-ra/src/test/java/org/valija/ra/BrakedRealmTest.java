package org.valija.ra;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.valija.ra.token.DrippingServer;
import org.valija.ra.token.TokenSettings;
import org.valija.ra.token.TokenVerifier;
import org.valija.smtp.LoginOutcome;
import org.valija.smtp.sasl.Proof;
import org.valija.spi.LoginBrake;
import org.valija.spi.Registry;

@Timeout(60)
class BrakedRealmTest {

    /** Of the form of a token, with a key that is not known. */
    private static final String TOKEN = Stream.of(
                    "{\"alg\":\"RS256\",\"kid\":\"uno\"}", "{\"sub\":\"ana\",\"iss\":\"https://emisor.example\"}", "no")
            .map(part -> Base64.getUrlEncoder().withoutPadding().encodeToString(part.getBytes(US_ASCII)))
            .collect(Collectors.joining("."));

    private final ServerThreads server = new ServerThreads();
    private final WorkQueue works = new WorkQueue("test", server, new WorkQueue.Limits(2, 10, Duration.ofSeconds(5)));
    private final Realm realm = TestRealm.of(works);
    private final CountingBrake brake = new CountingBrake();
    private Registry.Registration registration;

    @BeforeEach
    void open() {
        registration = Registry.register(LoginBrake.class, brake);
        server.realm.put("ana", "right");
    }

    @AfterEach
    void close() {
        registration.close();
        works.close();
        server.close();
    }

    @Test
    void theBrakeHearsHowALoginEnded() throws Exception {
        assertThat(login("ana", "right".toCharArray())).isInstanceOf(LoginOutcome.LoggedIn.class);
        assertThat(login("ana", "wrong".toCharArray())).isInstanceOf(LoginOutcome.Denied.class);
        works.close();
        assertThatThrownBy(() -> login("ana", "right".toCharArray())).hasCauseInstanceOf(SaturatedException.class);
        assertThat(brake.ends).containsExactly("ana succeeded", "ana failed", "ana abandoned");
    }

    @Test
    void nothingIsCheckedBehindAShutBrake() throws Exception {
        brake.shut = true;
        char[] password = "right".toCharArray();
        assertThat(login("ana", password)).isInstanceOf(LoginOutcome.Braked.class);
        assertThat(password).as("wiped").containsOnly('\0');
        assertThat(brake.ends).isEmpty();
    }

    /** The ports may be open before the EJBs are there. */
    @Test
    void nothingIsCheckedWithoutABrake() {
        registration.close();
        char[] password = "right".toCharArray();
        assertThatThrownBy(() -> login("ana", password)).hasCauseInstanceOf(Realm.BrakeIsMissingException.class);
        assertThat(password).as("wiped").containsOnly('\0');
        assertThatThrownBy(() -> realm.scramVerifier(InetAddress.getLoopbackAddress(), "ana")
                        .toCompletableFuture()
                        .get(10, TimeUnit.SECONDS))
                .hasCauseInstanceOf(Realm.BrakeIsMissingException.class);
    }

    @Test
    void whoWaitsForAnotherHostsKeysHoldsUpNoPassword() throws Exception {
        // A password that had to wait with the tokens would be refused while the keys are still being asked for.
        WorkQueue tokenWorks = new WorkQueue("tokens", server, new WorkQueue.Limits(2, 10, Duration.ofSeconds(2)));
        try (DrippingServer keys = new DrippingServer("HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n")) {
            Map<String, String> properties = Map.of(
                    "mp.jwt.verify.issuer", "https://emisor.example", "mp.jwt.verify.publickey.location", keys.url());
            Realm both = new Realm(
                    works,
                    tokenWorks,
                    TokenSettings.read(properties::get).map(TokenVerifier::new),
                    new UnknownUsers(Path.of("not-there"), 4096),
                    Clock.systemUTC());
            List<CompletableFuture<LoginOutcome>> waiting = Stream.of("ana", "eva", "luis", "raul")
                    .map(user -> both.authenticate(InetAddress.getLoopbackAddress(), new Proof.Token(user, TOKEN))
                            .toCompletableFuture())
                    .toList();
            assertThat(keys.asked().await(10, TimeUnit.SECONDS)).isTrue();

            assertThat(login(both, "ana", "right".toCharArray())).isInstanceOf(LoginOutcome.LoggedIn.class);

            // The keys' server has its time, and not one second more for each octet.
            for (CompletableFuture<LoginOutcome> token : waiting) {
                assertThatThrownBy(() -> token.get(15, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class);
            }
        } finally {
            tokenWorks.close();
        }
    }

    private LoginOutcome login(String user, char[] password) throws Exception {
        return login(realm, user, password);
    }

    private static LoginOutcome login(Realm realm, String user, char[] password) throws Exception {
        return realm.authenticate(InetAddress.getLoopbackAddress(), new Proof.Password(user, password))
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }
}
