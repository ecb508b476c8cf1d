package org.valija.lane;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.valija.delivery.RemoteReply;
import org.valija.settings.TimeSpan;

/**
 * What to do at a reply of a site.
 *
 * @param pattern what the reply has in it, in whatever case; {@code *} stands for anything. One that begins with a reply code is
 *     compared from the beginning of the reply
 * @param pause how long, where the action is that
 */
public record ReplyRule(Action action, Optional<Duration> pause, String pattern) {

    /** What to do; what comes later here counts more. */
    public enum Action {
        /** Half as many connections and half the rate, and slowly more again. */
        SLOW_DOWN,
        /** Nothing for a time. */
        PAUSE,
        /** The recipient's mail comes back at once: the site says that it is temporary, and it is not. */
        BOUNCE
    }

    static final int MAX_PATTERN = 200;
    private static final int MIN_PATTERN = 3;
    private static final Duration LONGEST = Duration.ofDays(1);

    private static final String PAUSE = "pause";
    private static final Pattern SYNTAX =
            Pattern.compile("(slow-down|bounce|pause (\\S+)):(\\P{Cntrl}+)", Pattern.CASE_INSENSITIVE);
    private static final Pattern CODE = Pattern.compile("[45]\\d\\d(?:[ *].*)?");

    /**
     * Reads a rule such as {@code slow-down: 421 4.7.28}, {@code pause 30m: blocked*rate} or {@code bounce: 452 4.2.2}.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static ReplyRule parse(String text) {
        Matcher m = SYNTAX.matcher(text.strip());
        if (!m.matches()) {
            throw new IllegalArgumentException("\"" + text.strip() + "\" is no rule for replies: write slow-down:,"
                    + " pause 30m: or bounce: and then what the reply says, as in slow-down: 421 4.7.28");
        }
        String pattern = m.group(3).strip();
        if (pattern.replace("*", "").strip().length() < MIN_PATTERN || pattern.length() > MAX_PATTERN) {
            throw new IllegalArgumentException("\"" + pattern + "\" is no pattern for replies: write " + MIN_PATTERN
                    + " to " + MAX_PATTERN + " characters that are no *");
        }
        String action = m.group(1).toLowerCase(Locale.ROOT);
        if (!action.startsWith(PAUSE)) {
            return new ReplyRule(action.equals("bounce") ? Action.BOUNCE : Action.SLOW_DOWN, Optional.empty(), pattern);
        }
        Duration pause = TimeSpan.parse(m.group(2));
        if (pause.isZero() || pause.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("A pause is 1s to " + TimeSpan.text(LONGEST));
        }
        return new ReplyRule(Action.PAUSE, Optional.of(pause), pattern);
    }

    /** Takes time in proportion to the reply, whatever the pattern: the pieces are looked for one after the other. */
    boolean matches(RemoteReply reply) {
        // RFC 5321 section 4.2.1: a hyphen behind the code where further lines follow.
        String line = reply.line().toLowerCase(Locale.ROOT).replaceFirst("^(\\d{3})-", "$1 ");
        String wanted = pattern.toLowerCase(Locale.ROOT);
        List<String> pieces =
                Stream.of(wanted.split("\\*")).filter(piece -> !piece.isEmpty()).toList();
        if (CODE.matcher(wanted).matches() && !line.startsWith(pieces.get(0))) {
            return false;
        }
        int from = 0;
        for (String piece : pieces) {
            int found = line.indexOf(piece, from);
            if (found < 0) {
                return false;
            }
            from = found + piece.length();
        }
        return true;
    }

    /** As it can be read again. */
    @Override
    public String toString() {
        String what =
                switch (action) {
                    case SLOW_DOWN -> "slow-down";
                    case PAUSE -> PAUSE + " " + TimeSpan.text(pause.orElseThrow());
                    case BOUNCE -> "bounce";
                };
        return what + ": " + pattern;
    }
}
