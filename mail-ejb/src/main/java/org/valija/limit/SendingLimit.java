package org.valija.limit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.valija.lane.Rate;

/**
 * How many messages may leave in a time. All limits that match hold. An empty condition always holds.
 *
 * @param id given by the store; 0 for a new one
 * @param sender the reverse-path: an address, a domain, {@code *.domain} for its subdomains, {@code <>} for reports of ours,
 *     which have none, or {@code *} for all others
 * @param user who has logged in and given us the message, by his name, in whatever case; {@code *} for all who have
 * @param domain the recipient's domain, or {@code *.domain} for its subdomains
 * @param stream the stream of mail
 * @param rate the most, counted as copies for a destination each
 * @param each whether each user may have so many, or else each sender; if not, all have them together
 */
public record SendingLimit(
        long id,
        Optional<String> sender,
        Optional<String> user,
        Optional<String> domain,
        Optional<String> stream,
        Rate rate,
        boolean each) {

    /** As a user: all who have logged in. */
    static final String ALL = "*";

    /** What it is for, in words. */
    public String subject() {
        List<String> conditions = new ArrayList<>();
        sender.ifPresent(text -> conditions.add("from " + (each && user.isEmpty() ? "each of " : "") + text));
        user.ifPresent(name -> conditions.add(
                name.equals(ALL) ? (each ? "by each user" : "by users who have logged in") : "by the user " + name));
        domain.ifPresent(name -> conditions.add("to " + name));
        stream.ifPresent(name -> conditions.add("of the stream " + name));
        return conditions.isEmpty() ? "in all" : String.join(" ", conditions);
    }

    @Override
    public String toString() {
        return "no more than " + rate + " " + subject();
    }
}
