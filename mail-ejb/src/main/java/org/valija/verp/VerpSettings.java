package org.valija.verp;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.valija.MailAddress;
import org.valija.spi.DomainName;

/**
 * What is set by system properties, read at the start.
 *
 * @param domain {@code valija.bounce.domain}: the domain of return addresses, in A-labels; empty, which is the default, for none
 * @param streams {@code valija.bounce.streams}: the streams whose mail leaves with one; empty, which is the default, for all
 * @param validity {@code valija.bounce.days}: how long one is valid behind the attempt that it was made for; by default 14 days
 */
public record VerpSettings(Optional<String> domain, Set<String> streams, Duration validity) {

    private static final int DEFAULT_DAYS = 14;
    private static final int MAX_DAYS = 365;

    /** Beside a local part of its full length, and the at sign, a path has room for so many (RFC 5321 section 4.5.3.1.3). */
    private static final int MAX_DOMAIN = 189;

    /** @throws IllegalArgumentException if a value is wrong; the message names its property */
    public static VerpSettings read(UnaryOperator<String> properties) {
        return new VerpSettings(
                domain(text(properties, "valija.bounce.domain")),
                Stream.of(text(properties, "valija.bounce.streams").split(","))
                        .map(String::strip)
                        .filter(name -> !name.isEmpty())
                        .collect(Collectors.toUnmodifiableSet()),
                validity(text(properties, "valija.bounce.days")));
    }

    /** @throws IllegalArgumentException if one of the streams is not among these */
    public void requireStreamsOf(Set<String> known) {
        for (String name : streams) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException("The system property valija.bounce.streams: there is no stream \""
                        + name + "\"; there are: " + String.join(", ", new TreeSet<>(known)));
            }
        }
    }

    boolean areFor(String stream) {
        return domain.isPresent() && (streams.isEmpty() || streams.contains(stream));
    }

    private static String text(UnaryOperator<String> properties, String name) {
        return Optional.ofNullable(properties.apply(name)).orElse("").strip();
    }

    private static Optional<String> domain(String text) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> domain = DomainName.ascii(text).filter(VerpSettings::isDomain);
        if (domain.isEmpty()) {
            throw new IllegalArgumentException("The system property valija.bounce.domain: \"" + text
                    + "\" is no domain of at most " + MAX_DOMAIN + " characters");
        }
        return domain;
    }

    private static boolean isDomain(String name) {
        try {
            new MailAddress("a", name);
            return name.indexOf('.') > 0 && !name.startsWith("[") && name.length() <= MAX_DOMAIN;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static Duration validity(String text) {
        String days = text.isEmpty() ? Integer.toString(DEFAULT_DAYS) : text;
        if (!days.matches("[1-9]\\d{0,2}") || Integer.parseInt(days) > MAX_DAYS) {
            throw new IllegalArgumentException(
                    "The system property valija.bounce.days: it is 1 to " + MAX_DAYS + ", not \"" + text + "\"");
        }
        return Duration.ofDays(Integer.parseInt(days));
    }
}
