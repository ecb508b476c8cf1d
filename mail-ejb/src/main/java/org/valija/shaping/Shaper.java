package org.valija.shaping;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.valija.lane.LaneLimits;
import org.valija.lane.ReplyRule;
import org.valija.lane.ReplyRules;
import org.valija.settings.DomainPattern;
import org.valija.settings.TimeSpan;
import org.valija.spi.DomainName;

/** The shaping rules as they were committed once. Immutable. */
public final class Shaper {

    /** Before the administrator's rules are known: those that are shipped. */
    static final Shaper SHIPPED = of(List.of());

    private static final String SETTING = "the settings of the server";

    private final List<Entry> entries;

    private Shaper(List<Entry> entries) {
        this.entries = entries;
    }

    /** @param own the administrator's rules in order; those that are shipped come behind them */
    static Shaper of(List<ShapingRule> own) {
        return new Shaper(Stream.concat(
                        IntStream.range(0, own.size())
                                .mapToObj(i -> Entry.of(
                                        own.get(i),
                                        "rule " + (i + 1) + " (" + own.get(i).subject() + ")")),
                        ShippedRules.all().stream()
                                .map(rule -> Entry.of(rule, "a shipped rule (" + rule.subject() + ")")))
                .toList());
    }

    private record Entry(
            Optional<DomainPattern> host,
            Optional<DomainPattern> domain,
            Optional<String> stream,
            ShapingRule rule,
            String name) {

        static Entry of(ShapingRule rule, String name) {
            return new Entry(
                    rule.mxHost().map(DomainPattern::parse),
                    rule.domain().map(DomainPattern::parse),
                    rule.stream(),
                    rule,
                    name);
        }

        boolean matches(List<String> hosts, String destination, String mailStream) {
            return stream.map(mailStream::equals).orElse(true)
                    && domain.map(pattern -> pattern.matchesAscii(destination)).orElse(true)
                    && host.map(pattern -> matchesAny(pattern, hosts)).orElse(true);
        }

        private static boolean matchesAny(DomainPattern pattern, List<String> hosts) {
            for (String host : hosts) { // for each message and rule; a stream costs more
                if (pattern.matchesAscii(host)) {
                    return true;
                }
            }
            return false;
        }
    }

    private List<Entry> matching(List<String> hosts, String destination, String stream) {
        List<String> names =
                hosts.stream().map(host -> host.toLowerCase(Locale.ROOT)).toList();
        String domain = DomainName.ascii(destination).orElse(destination);
        List<Entry> found = new ArrayList<>();
        for (Entry entry : entries) {
            if (entry.matches(names, domain, stream)) {
                found.add(entry);
            }
        }
        return found;
    }

    /**
     * What holds for some mail.
     *
     * @param hosts of the site
     * @param destination the recipients' domain
     * @param otherwise what holds where no rule says anything
     */
    public Shape shape(List<String> hosts, String destination, String stream, Shape otherwise) {
        List<Entry> matching = matching(hosts, destination, stream);
        if (matching.isEmpty()) {
            return otherwise;
        }
        LaneLimits lane = otherwise.lane();
        Optional<Entry> connections = first(matching, limits -> limits.connections());
        Duration firstPause = value(matching, ShapingLimits::firstPause, lane.firstPause());
        Duration longestPause = value(matching, ShapingLimits::longestPause, lane.longestPause());
        List<ReplyRule> replies = matching.stream()
                .flatMap(entry -> entry.rule().limits().replies().stream())
                .toList();
        return new Shape(
                matching.stream()
                        .flatMap(entry -> entry.rule().domain().stream())
                        .findFirst()
                        .map(domain -> "for " + domain)
                        .orElse(otherwise.scope()),
                new LaneLimits(
                        value(matching, ShapingLimits::connections, lane.connections()),
                        connections.filter(entry -> entry.stream().isPresent()).isPresent(),
                        first(matching, ShapingLimits::rate)
                                .flatMap(entry -> entry.rule().limits().rate()),
                        firstPause,
                        // They may be of two rules that do not know of each other.
                        longestPause.compareTo(firstPause) < 0 ? firstPause : longestPause,
                        replies.isEmpty() ? ReplyRules.NONE : new ReplyRules(replies)),
                value(matching, ShapingLimits::messages, otherwise.messages()),
                value(matching, ShapingLimits::age, otherwise.age()),
                value(matching, ShapingLimits::recipients, otherwise.recipients()));
    }

    private static Optional<Entry> first(List<Entry> matching, Function<ShapingLimits, Optional<?>> limit) {
        return matching.stream()
                .filter(entry -> limit.apply(entry.rule().limits()).isPresent())
                .findFirst();
    }

    private static <T> T value(List<Entry> matching, Function<ShapingLimits, Optional<T>> limit, T otherwise) {
        for (Entry entry : matching) {
            Optional<T> value = limit.apply(entry.rule().limits());
            if (value.isPresent()) {
                return value.get();
            }
        }
        return otherwise;
    }

    /** The same with what decides each limit. */
    public List<Decided> explain(List<String> hosts, String destination, String stream, Shape otherwise) {
        List<Entry> matching = matching(hosts, destination, stream);
        Shape shape = shape(hosts, destination, stream, otherwise);
        LaneLimits lane = shape.lane();
        List<Decided> decided = new ArrayList<>();
        decided.add(decided("connections", lane.connections(), matching, ShapingLimits::connections));
        decided.add(decided("messages", shape.messages(), matching, ShapingLimits::messages));
        decided.add(decided("age", TimeSpan.text(shape.age()), matching, ShapingLimits::age));
        lane.rate().ifPresent(rate -> decided.add(decided("rate", rate, matching, ShapingLimits::rate)));
        decided.add(decided("recipients", shape.recipients(), matching, ShapingLimits::recipients));
        decided.add(decided("firstPause", TimeSpan.text(lane.firstPause()), matching, ShapingLimits::firstPause));
        decided.add(decided("longestPause", TimeSpan.text(lane.longestPause()), matching, ShapingLimits::longestPause));
        for (Entry entry : matching) {
            entry.rule()
                    .limits()
                    .replies()
                    .forEach(reply -> decided.add(new Decided("replies", reply.toString(), entry.name())));
        }
        return decided;
    }

    private static Decided decided(
            String limit, Object value, List<Entry> matching, Function<ShapingLimits, Optional<?>> by) {
        return new Decided(
                limit, value.toString(), first(matching, by).map(Entry::name).orElse(SETTING));
    }
}
