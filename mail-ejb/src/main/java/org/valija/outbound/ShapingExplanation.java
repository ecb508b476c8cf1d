package org.valija.outbound;

import java.util.List;
import org.valija.lane.LaneState;
import org.valija.route.NextHops;
import org.valija.shaping.Decided;

/**
 * What would happen to mail of a stream for a domain, and why.
 *
 * @param where where it goes, or why nowhere, if not to hosts; else empty
 * @param hosts in the order in which they would be tried; empty if there are none now
 * @param source the addresses that it leaves from, or why from none now; empty for any
 * @param decided each limit, and which rule decides it
 * @param lanes what the lanes of the site do, on this node
 */
public record ShapingExplanation(
        String where, List<String> hosts, String source, List<Decided> decided, List<LaneState> lanes) {

    /** Of mail that no host takes. */
    static ShapingExplanation nowhere(NextHops next) {
        String where = next instanceof NextHops.Unroutable unroutable
                ? unroutable.reason()
                : next instanceof NextHops.Unresolved unresolved
                        ? unresolved.reason()
                        : "The sandbox mailbox keeps it.";
        return new ShapingExplanation(where, List.of(), "", List.of(), List.of());
    }
}
