package org.valija.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.valija.MailAddress;
import org.valija.settings.InvalidSettingException;

/** Which mail a standing order is for, and until when. */
class OrdersInForceTest {

    private static final Instant NOW = Instant.parse("2026-11-23T18:00:00Z");

    private final OrdersInForce orders = new OrdersInForce(Clock.fixed(NOW, ZoneOffset.UTC));

    private static StandingOrder order(long id, StandingOrder.Kind kind, MailCriteria criteria, Instant until) {
        return new StandingOrder(
                id, kind, criteria, "porque sí", true, "ana", NOW.minusSeconds(60), Optional.ofNullable(until));
    }

    private static MailCriteria criteria(String destination, String sender, String stream, String businessKey) {
        return new MailCriteria(
                Optional.ofNullable(destination),
                Optional.ofNullable(sender),
                Optional.ofNullable(stream),
                Optional.ofNullable(businessKey));
    }

    private Optional<Long> orderFor(String destination, String sender, String stream, String businessKey) {
        return orders.orderFor(
                        destination,
                        Optional.ofNullable(sender).map(MailAddress::parse),
                        stream,
                        Optional.ofNullable(businessKey))
                .map(StandingOrder::id);
    }

    // The order's destination, sender, stream and key; the mail's; whether it is meant.
    @ParameterizedTest
    @CsvSource({
        ",,,,                           b.test,ana@a.test,bulk,k,              true",
        "b.test,,,,                     B.test,ana@a.test,bulk,k,              true",
        "b.test,,,,                     sub.b.test,ana@a.test,bulk,k,          false",
        "*.b.test,,,,                   sub.b.test,ana@a.test,bulk,k,          true",
        "*.b.test,,,,                   b.test,ana@a.test,bulk,k,              false",
        "ñandú.cl,,,,                   xn--and-6ma2c.cl,ana@a.test,bulk,k,    true",
        "xn--and-6ma2c.cl,,,,           ñandú.cl,ana@a.test,bulk,k,            true",
        "[192.0.2.1],,,,                [192.0.2.1],ana@a.test,bulk,k,         true",
        ",ana@a.test,,,                 b.test,ana@A.test,bulk,k,              true",
        ",ana@a.test,,,                 b.test,eva@a.test,bulk,k,              false",
        ",a.test,,,                     b.test,eva@a.test,bulk,k,              true",
        ",a.test,,,                     b.test,,bulk,k,                        false",
        ",*.a.test,,,                   b.test,eva@x.a.test,bulk,k,            true",
        ",<>,,,                         b.test,,bulk,k,                        true",
        ",<>,,,                         b.test,ana@a.test,bulk,k,              false",
        ",,bulk,,                       b.test,ana@a.test,bulk,k,              true",
        ",,bulk,,                       b.test,ana@a.test,transactional,k,     false",
        ",,,k,                          b.test,ana@a.test,bulk,k,              true",
        ",,,k,                          b.test,ana@a.test,bulk,,               false",
        "b.test,a.test,bulk,k,          b.test,ana@a.test,bulk,k,              true",
        "b.test,a.test,bulk,k,          b.test,ana@a.test,bulk,other,          false",
    })
    void isForWhatFulfilsAll(
            String destination,
            String sender,
            String stream,
            String key,
            String mailDestination,
            String mailSender,
            String mailStream,
            String mailKey,
            boolean meant) {
        StandingOrder order = order(7, StandingOrder.Kind.PAUSE, criteria(destination, sender, stream, key), null);
        orders.prepare(1, List.of(order), List.of()).run();

        assertThat(orderFor(mailDestination, mailSender, mailStream, mailKey).isPresent())
                .isEqualTo(meant);
    }

    @Test
    void aBounceGoesBeforeAPause() {
        orders.prepare(
                        1,
                        List.of(
                                order(1, StandingOrder.Kind.PAUSE, MailCriteria.ALL, null),
                                order(2, StandingOrder.Kind.BOUNCE, criteria("b.test", null, null, null), null)),
                        List.of())
                .run();

        assertThat(orderFor("b.test", "ana@a.test", "bulk", null)).contains(2L);
        assertThat(orderFor("c.test", "ana@a.test", "bulk", null)).contains(1L);
        assertThat(orders.pauseOf("b.test").map(StandingOrder::id)).contains(1L);
    }

    @Test
    void endsWhenItsTimeIsOverOrItWasLifted() {
        StandingOrder over = order(1, StandingOrder.Kind.PAUSE, MailCriteria.ALL, NOW);
        StandingOrder lifted = order(2, StandingOrder.Kind.PAUSE, MailCriteria.ALL, null);
        StandingOrder standing =
                order(3, StandingOrder.Kind.PAUSE, criteria("b.test", null, null, null), NOW.plusSeconds(1));
        orders.prepare(1, List.of(over, standing), List.of(lifted)).run();

        assertThat(orderFor("b.test", "ana@a.test", "bulk", null)).contains(3L);
        assertThat(orderFor("c.test", "ana@a.test", "bulk", null)).isEmpty();
        assertThat(orders.standing()).containsExactly(standing);
        assertThat(orders.ended()).containsExactlyInAnyOrder(over, lifted);
    }

    @ParameterizedTest
    @CsvSource({
        "destination, b..test,,,",
        "destination, *,,,",
        "destination, ana@b.test,,,",
        "sender,,ana@,,",
        "sender,,*,,",
        "stream,,,newsletters,",
        "businessKey,,,,' '",
    })
    void whatNothingCanFulfilIsRefused(String field, String destination, String sender, String stream, String key) {
        assertThatThrownBy(() -> criteria(destination, sender, stream, key).check(Set.of("bulk")))
                .isInstanceOfSatisfying(InvalidSettingException.class, e -> assertThat(e.field())
                        .isEqualTo(field));
    }

    @ParameterizedTest
    @CsvSource({
        "until, porque sí, -1, 0",
        "until, porque sí, 40000000, 0",
        "reason, ' ', 60, 0",
        "'', porque sí, 60, 200"
    })
    void anOrderThatCantStandIsRefused(String field, String reason, long seconds, int others) {
        StandingOrder order = new StandingOrder(
                0,
                StandingOrder.Kind.PAUSE,
                MailCriteria.ALL,
                reason,
                true,
                "ana",
                NOW,
                Optional.of(NOW.plusSeconds(seconds)));
        assertThatThrownBy(() -> StandingOrderChecks.check(order, others, NOW))
                .isInstanceOfSatisfying(InvalidSettingException.class, e -> assertThat(e.field())
                        .isEqualTo(field));
    }
}
