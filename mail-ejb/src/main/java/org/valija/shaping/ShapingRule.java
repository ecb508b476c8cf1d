package org.valija.shaping;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What holds for some mail. All rules that match count: each limit is that of the first one that lays it down, the rules
 * for replies are tried one after the other. An empty condition always holds.
 *
 * @param id given by the store; 0 for a new rule and for those that are shipped
 * @param mxHost a host that the mail goes to, {@code *.domain} for all in a domain; it is enough that one of a site's hosts
 *     matches
 * @param domain the recipient's domain, or {@code *.domain} for its subdomains: such mail has a lane of its own
 * @param stream the stream of mail: its connections are its own
 */
public record ShapingRule(
        long id, Optional<String> mxHost, Optional<String> domain, Optional<String> stream, ShapingLimits limits) {

    /** What it is for, in words. */
    public String subject() {
        List<String> conditions = new ArrayList<>();
        mxHost.ifPresent(host -> conditions.add("hosts " + host));
        domain.ifPresent(name -> conditions.add("mail to " + name));
        stream.ifPresent(name -> conditions.add("stream " + name));
        return conditions.isEmpty() ? "all mail" : String.join(", ", conditions);
    }
}
