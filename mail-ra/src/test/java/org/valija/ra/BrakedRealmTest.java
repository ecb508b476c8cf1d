package org.valija.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.valija.smtp.LoginOutcome;
import org.valija.smtp.sasl.Proof;
import org.valija.spi.LoginBrake;
import org.valija.spi.Registry;

@Timeout(20)
class BrakedRealmTest {

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

    private LoginOutcome login(String user, char[] password) throws Exception {
        return realm.authenticate(InetAddress.getLoopbackAddress(), new Proof.Password(user, password))
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }
}
