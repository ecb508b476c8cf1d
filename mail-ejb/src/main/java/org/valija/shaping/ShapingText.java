package org.valija.shaping;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.valija.lane.Rate;
import org.valija.lane.ReplyRule;
import org.valija.settings.InvalidSettingException;
import org.valija.settings.TimeSpan;

/** Limits as an administrator writes them, in a form, a file or JSON. What can't be read is told with its field. */
public final class ShapingText {

    private ShapingText() {}

    /** As {@link TimeSpan} has it. */
    public static Optional<Duration> time(String field, Optional<String> text) {
        return text.map(t -> read(field, t, TimeSpan::parse));
    }

    /** As {@link Rate#parse} has it. */
    public static Rate rate(String field, String text) {
        return read(field, text, Rate::parse);
    }

    /** As {@link ReplyRule#parse} has it. */
    public static List<ReplyRule> replies(String field, List<String> texts) {
        return texts.stream()
                .filter(text -> !text.isBlank())
                .map(text -> read(field, text, ReplyRule::parse))
                .toList();
    }

    /** A whole number, of which {@link ShapingRuleChecks} says how large it may be. */
    public static Optional<Integer> number(String field, Optional<String> text) {
        return text.map(t -> read(field, t, ShapingText::number));
    }

    private static int number(String text) {
        if (!text.matches("\\d{1,7}")) {
            throw new IllegalArgumentException("\"" + text + "\" is no whole number");
        }
        return Integer.parseInt(text);
    }

    private static <T> T read(String field, String text, Function<String, T> reader) {
        try {
            return reader.apply(text.strip());
        } catch (IllegalArgumentException e) {
            String reason = e.getMessage();
            throw new InvalidSettingException(
                    field, reason.substring(0, 1).toUpperCase(Locale.ROOT) + reason.substring(1) + ".");
        }
    }
}
