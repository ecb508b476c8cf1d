package org.valija.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.valija.MailAddress;

/** Whether one route covers another is what a look at all kinds of mail would find. */
class RouteMatcherProperties {

    private static final List<RoutedMail> MAILS = mails();

    private static List<RoutedMail> mails() {
        List<RoutedMail> mails = new ArrayList<>();
        List<Optional<MailAddress>> senders = Stream.of(
                        null,
                        "ana@a.example",
                        "luis@a.example",
                        "ana@b.a.example",
                        "luis@c.b.a.example",
                        "eva@z.example")
                .map(sender -> Optional.ofNullable(sender).map(MailAddress::parse))
                .toList();
        for (Optional<MailAddress> sender : senders) {
            for (String domain : List.of(
                    "a.example",
                    "b.a.example",
                    "c.b.a.example",
                    "ñandú.cl",
                    "xn--and-6ma2c.cl",
                    "z.example",
                    "[192.0.2.1]")) {
                for (String stream : List.of("transactional", "bulk", "avisos")) {
                    for (long size : List.of(0L, 10L, 15L, 20L)) {
                        mails.add(new RoutedMail(sender, domain, stream, size));
                    }
                }
            }
        }
        return mails;
    }

    @Provide
    Arbitrary<RouteConditions> conditions() {
        return Combinators.combine(
                        Arbitraries.of(
                                "*",
                                "a.example",
                                "A.EXAMPLE",
                                "*.a.example",
                                "b.a.example",
                                "*.b.a.example",
                                "ñandú.cl",
                                "xn--and-6ma2c.cl"),
                        Arbitraries.of(
                                        "<>",
                                        "a.example",
                                        "*.a.example",
                                        "b.a.example",
                                        "ana@a.example",
                                        "ANA@a.example")
                                .optional(),
                        Arbitraries.of("transactional", "bulk").optional(),
                        Arbitraries.of(0L, 10L, 20L))
                .as(RouteConditions::new);
    }

    @Property(tries = 5000)
    void coversWhatMatchesNothingElse(
            @ForAll("conditions") RouteConditions first, @ForAll("conditions") RouteConditions second) {
        RouteMatcher one = new RouteMatcher(first);
        RouteMatcher other = new RouteMatcher(second);

        assertThat(one.covers(other))
                .isEqualTo(MAILS.stream().filter(other::matches).allMatch(one::matches));
    }
}
