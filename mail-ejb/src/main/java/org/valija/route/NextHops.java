package org.valija.route;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.valija.EnhancedStatus;

/** Where mail for a destination goes next. */
public sealed interface NextHops {

    /** The hosts, in the order in which they are tried; never empty. */
    record Hosts(List<NextHop> hosts) implements NextHops {

        public Hosts {
            hosts = List.copyOf(hosts);
        }

        /**
         * Names them all, in whatever order they came: destinations with the same hosts, spoken to in the same way, are one
         * site.
         */
        public String site() {
            return hosts.stream().map(Hosts::name).sorted().distinct().collect(Collectors.joining(", "));
        }

        private static String name(NextHop hop) {
            return hop.host().toLowerCase(Locale.ROOT) + ":" + hop.port()
                    + (hop.tls() == Route.Tls.OPPORTUNISTIC ? published(hop) : " (TLS " + hop.tls() + ")")
                    + hop.login().map(login -> " as " + login.user()).orElse("")
                    + (hop.pins().isEmpty()
                            ? ""
                            : " pinned to " + hop.pins().get(0).toString().substring(0, 8));
        }

        private static String published(NextHop hop) {
            return switch (hop.published().kind()) {
                case NONE, MTA_STS_TESTING, MTA_STS_TESTING_OTHER_HOST -> "";
                case MTA_STS -> " (MTA-STS)";
                case DANE_UNUSABLE, DANE -> " (DANE)";
            };
        }
    }

    /** Into the sandbox mailbox. */
    record Sandbox() implements NextHops {}

    /**
     * Nowhere, and it would be no use to try again.
     *
     * @param status class 5
     * @param reason a sentence for the sender
     */
    record Unroutable(EnhancedStatus status, String reason) implements NextHops {}

    /**
     * Unknown now; to be tried again later.
     *
     * @param status class 4
     * @param reason a sentence for the administrator
     */
    record Unresolved(EnhancedStatus status, String reason) implements NextHops {

        /** RFC 3463 section 3.5: directory server failure. */
        private static final EnhancedStatus NO_ANSWER = EnhancedStatus.parse("4.4.3");

        /** The domain name system does not tell. */
        public Unresolved(String reason) {
            this(NO_ANSWER, reason);
        }
    }
}
