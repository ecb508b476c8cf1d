package org.valija.verp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.valija.MailAddress;
import org.valija.MailId;

/** What a return address says, for how long, and to whom it says nothing. */
class ReturnAddressesTest {

    private static final Instant NOW = Instant.parse("2026-05-04T10:00:00Z");
    private static final MailId MAIL = new MailId("0f8fad5b-d9cb-469f-a165-70867728950e");
    private static final MailAddress LUIS = MailAddress.parse("luis@b.test");
    private static final MailAddress EVA = MailAddress.parse("eva@b.test");

    private final ReturnAddresses addresses = Addresses.at(NOW);

    private MailAddress made(MailAddress... recipients) {
        return addresses.of(MAIL, List.of(recipients)).orElseThrow();
    }

    @Test
    void anAddressNamesTheMessageAndItsRecipient() {
        ReturnToken token = addresses.read(made(LUIS)).orElseThrow();

        assertThat(token.mail()).isEqualTo(MAIL);
        assertThat(token.sent()).isEqualTo("2026-05-04T00:00:00Z");
        assertThat(token.recipient(List.of(EVA, LUIS))).hasValue(LUIS);
        assertThat(token.recipient(List.of(EVA))).isEmpty();
    }

    @Test
    void anAddressForSeveralNamesNoneOfThem() {
        assertThat(addresses.read(made(LUIS, EVA)).orElseThrow().recipient(List.of(LUIS, EVA)))
                .isEmpty();
    }

    @Test
    void nobodySeesWhatItSays() {
        assertThat(made(LUIS).localPart())
                .matches("[a-z2-7]{56}")
                .isNotEqualTo(made(EVA).localPart());
    }

    /** RFC 5321 section 2.4 says not to, and some do. */
    @Test
    void aHostMayWriteItInUpperCase() {
        MailAddress shouted = new MailAddress(
                made(LUIS).localPart().toUpperCase(Locale.ROOT), Addresses.DOMAIN.toUpperCase(Locale.ROOT));

        assertThat(addresses.read(shouted)).map(ReturnToken::mail).hasValue(MAIL);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 14})
    void itIsValidForSomeDays(int days) {
        assertThat(Addresses.at(NOW.plus(Duration.ofDays(days))).read(made(LUIS)))
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(ints = {-3, 16, 400})
    void andNeitherBeforeNorAfter(int days) {
        assertThat(Addresses.at(NOW.plus(Duration.ofDays(days))).read(made(LUIS)))
                .isEmpty();
    }

    @Test
    void anotherDomainIsNotOurs() {
        assertThat(addresses.read(new MailAddress(made(LUIS).localPart(), "ejemplo.com")))
                .isEmpty();
    }

    @Test
    void withoutABounceDomainThereAreNone() {
        assertThat(ReturnAddresses.none().of(MAIL, List.of(LUIS))).isEmpty();
        assertThat(ReturnAddresses.none().isOurs(made(LUIS))).isFalse();
    }

    @Test
    void anAddressIsFoundInAText() {
        String text = "Original-Mail-From: <" + made(LUIS) + ">\nReturn-Path: prvs=1@" + Addresses.DOMAIN;

        assertThat(addresses.in(text)).extracting(ReturnToken::mail).containsExactly(MAIL);
        assertThat(addresses.in("x" + text.replace("<", ""))).hasSize(1);
        assertThat(ReturnAddresses.none().in(text)).isEmpty();
    }

    @Test
    void someNamesAreTakenFromAnybody() {
        assertThat(addresses.isRole(new MailAddress("Postmaster", Addresses.DOMAIN)))
                .isTrue();
        assertThat(addresses.isRole(new MailAddress("complaints", Addresses.DOMAIN)))
                .isTrue();
        assertThat(addresses.isRole(new MailAddress("abuse", Addresses.DOMAIN))).isTrue();
        assertThat(addresses.isRole(new MailAddress("ana", Addresses.DOMAIN))).isFalse();
        assertThat(addresses.isRole(MailAddress.parse("postmaster@ejemplo.com")))
                .isFalse();
    }

    // ---- keys ----

    @Test
    void aNewKeySignsFromItsTimeOnAndTheOldOneIsStillRead() {
        Instant change = NOW.plus(Duration.ofMinutes(5));
        ReturnKey old = Addresses.key(3, Instant.EPOCH);
        ReturnKey next = Addresses.key(4, change);
        ReturnAddresses before = Addresses.at(NOW, old, next);
        ReturnAddresses after = Addresses.at(change, old, next);
        MailAddress byOld = before.of(MAIL, List.of(LUIS)).orElseThrow();
        MailAddress byNext = after.of(MAIL, List.of(LUIS)).orElseThrow();

        assertThat(after.read(byOld)).map(ReturnToken::mail).hasValue(MAIL);
        assertThat(before.read(byNext)).map(ReturnToken::mail).hasValue(MAIL);
        assertThat(Addresses.at(NOW, next).read(byOld)).isEmpty();
    }

    @Test
    void anotherKeyOfTheSameNumberReadsNothing() {
        ReturnKey other = new ReturnKey(0, ReturnKey.newSecret(), Instant.EPOCH);

        assertThat(Addresses.at(NOW, other).read(made(LUIS))).isEmpty();
    }

    @Test
    void aKeyIsOutdatedWhenItsLastAddressIsNoLongerValid() {
        ReturnKey first = Addresses.key(0, NOW.minus(Duration.ofDays(100)));
        ReturnKey second = Addresses.key(1, NOW.minus(Duration.ofDays(20)));
        ReturnKey third = Addresses.key(2, NOW.minus(Duration.ofDays(1)));
        ReturnKeyRing ring = new ReturnKeyRing(List.of(third, first, second));

        assertThat(ring.outdated(NOW, Addresses.VALIDITY)).containsExactly(first);
        assertThat(ring.signing(NOW)).hasValue(third);
        assertThat(ring.freeId()).isEqualTo(3);
        assertThat(new ReturnKeyRing(List.of(Addresses.key(255, NOW), first)).freeId())
                .isEqualTo(1);
        assertThat(ReturnKeyRing.EMPTY.signing(NOW)).isEqualTo(Optional.empty());
    }
}
