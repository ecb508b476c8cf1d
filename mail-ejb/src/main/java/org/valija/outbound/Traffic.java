package org.valija.outbound;

import java.util.List;
import java.util.function.Supplier;
import org.valija.delivery.ConnectionReuse;
import org.valija.delivery.Origin;
import org.valija.delivery.SessionTerms;
import org.valija.lane.LaneKey;
import org.valija.lane.LaneLimits;
import org.valija.lane.LaneState;
import org.valija.route.NextHop;
import org.valija.route.NextHops;
import org.valija.shaping.Shape;
import org.valija.shaping.Shaper;
import org.valija.source.Choice;
import org.valija.source.SourceChooser;

/** Says how mail goes to a site: by the shaping rules and from the stream's source addresses. Safe for many threads. */
final class Traffic {

    private final Supplier<Shaper> shapers;
    private final SourceChooser sources;
    private final Shape otherwise;
    private final Origin anywhere;

    /**
     * @param shapers the shaping rules as they are at that moment
     * @param hostname what we call ourselves where a stream has no source addresses
     * @param lanes what holds where no rule says anything
     * @param reuse the same for connections
     */
    Traffic(Supplier<Shaper> shapers, SourceChooser sources, String hostname, LaneLimits lanes, ConnectionReuse reuse) {
        this.shapers = shapers;
        this.sources = sources;
        this.otherwise = new Shape("", lanes, reuse.transactions(), reuse.age(), SessionTerms.MOST_RECIPIENTS);
        this.anywhere = Origin.any(hostname);
    }

    /**
     * How some mail goes to a site.
     *
     * @param lane on which it goes
     * @param limits that hold there
     * @param terms of the sessions
     */
    record Way(LaneKey lane, LaneLimits limits, SessionTerms terms) {

        /** As how many messages one for so many recipients goes there. */
        int messages(int recipients) {
            return (recipients + terms.recipients() - 1) / terms.recipients();
        }
    }

    /** Where mail of a stream leaves from. */
    Choice source(Backlog backlog) {
        return sources.choose(backlog.stream(), backlog.lane());
    }

    /** @param source where it leaves from; not nowhere */
    Way way(NextHops.Hosts site, Backlog backlog, Choice source) {
        Shape shape = shapers.get().shape(hosts(site), backlog.lane(), backlog.stream(), otherwise);
        String scope = shape.scope();
        Origin origin = anywhere;
        if (source instanceof Choice.From from) {
            origin = from.origin();
            scope = (scope + " from " + from.name()).strip();
        }
        return new Way(
                new LaneKey(site.site(), scope, backlog.stream()),
                shape.lane(),
                new SessionTerms(origin, shape.messages(), shape.age(), shape.recipients()));
    }

    /** Counts what is about to leave. */
    void count(Choice source, int messages) {
        if (source instanceof Choice.From from) {
            sources.count(from.origin(), messages);
        }
    }

    /** @param lanes what the site's do */
    ShapingExplanation explain(NextHops.Hosts site, Backlog backlog, List<LaneState> lanes) {
        Choice source = source(backlog);
        String from = source instanceof Choice.From known
                ? known.name()
                : source instanceof Choice.Nowhere nowhere ? nowhere.failure().reason() : "";
        return new ShapingExplanation(
                "",
                hosts(site),
                from,
                shapers.get().explain(hosts(site), backlog.lane(), backlog.stream(), otherwise),
                lanes);
    }

    private static List<String> hosts(NextHops.Hosts site) {
        return site.hosts().stream().map(NextHop::host).toList();
    }
}
