package org.valija.admin;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** How the pages write times and sizes. */
@Named
@ApplicationScoped
public class Format {

    private static final DateTimeFormatter MINUTES =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ENGLISH).withZone(ZoneId.systemDefault());
    private static final DateTimeFormatter EXACT = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd HH:mm:ss zzz", Locale.ENGLISH)
            .withZone(ZoneId.systemDefault());

    /** Such as {@code 2026-11-23 17:05}, in the server's time zone. */
    public String time(Instant instant) {
        return MINUTES.format(instant);
    }

    /** With seconds and the time zone. */
    public String exactTime(Instant instant) {
        return EXACT.format(instant);
    }

    /** Such as {@code in 4 min} or {@code 2 h ago}. */
    public String fromNow(Instant instant) {
        return between(Instant.now(), instant);
    }

    /** Like {@link #fromNow}, for what is done as soon as it can be. */
    public String due(Instant instant) {
        Instant now = Instant.now();
        return instant.isAfter(now) ? between(now, instant) : "now";
    }

    static String between(Instant now, Instant instant) {
        Duration distance = Duration.between(now, instant);
        long seconds = distance.abs().toSeconds();
        if (seconds < 10) {
            return "now";
        }
        String amount = seconds < 90
                ? seconds + " s"
                : seconds < 90 * 60
                        ? Math.round(seconds / 60.0) + " min"
                        : seconds < 36 * 3600
                                ? Math.round(seconds / 3600.0) + " h"
                                : Math.round(seconds / 86400.0) + " days";
        return distance.isNegative() ? amount + " ago" : "in " + amount;
    }

    /** Such as {@code 512 B}, {@code 3.4 KB} or {@code 50 MB}; a KB is 1024 octets. */
    public String size(long octets) {
        if (octets < 1024) {
            return octets + " B";
        }
        double value = octets / 1024.0;
        String unit = "KB";
        if (value >= 1024) {
            value /= 1024;
            unit = "MB";
        }
        String number = String.format(Locale.ENGLISH, value < 10 ? "%.1f" : "%.0f", value);
        return (number.endsWith(".0") ? number.substring(0, number.length() - 2) : number) + " " + unit;
    }
}
