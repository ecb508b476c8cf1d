package org.valija.tlspolicy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * An MTA-STS policy (RFC 8461 section 3.2).
 *
 * @param mx names of hosts, or {@code *.domain} for those one label below, in lower case
 * @param maxAge how long it holds
 */
public record StsPolicy(Mode mode, List<String> mx, Duration maxAge) {

    /** RFC 8461 section 3.3: the size of a policy may be limited; nobody needs as much. */
    public static final int MAX_OCTETS = 64 * 1024;

    /** RFC 8461 section 3.2: about a year. */
    private static final long MAX_AGE_SECONDS = 31_557_600;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,31}");
    private static final Pattern AGE = Pattern.compile("\\d{1,10}");
    private static final Pattern MX = Pattern.compile(
            "(?:\\*\\.)?[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*");

    /** What is to be done where a host does not meet the policy. */
    public enum Mode {
        ENFORCE,
        TESTING,
        NONE
    }

    public StsPolicy {
        mx = List.copyOf(mx);
    }

    /**
     * Reads it.
     *
     * @param text at most {@link #MAX_OCTETS} characters
     * @throws IllegalArgumentException if it is none
     */
    public static StsPolicy parse(String text) {
        Map<String, String> fields = new HashMap<>();
        List<String> mx = new ArrayList<>();
        for (String line : text.split("\r?\n", -1)) {
            if (line.isBlank()) {
                continue; // a final line end, and what editors leave behind
            }
            int colon = line.indexOf(':');
            String name = colon < 0 ? "" : line.substring(0, colon).trim().toLowerCase(Locale.ROOT);
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException("a line is no \"name: value\"");
            }
            String value = line.substring(colon + 1).trim();
            if (name.equals("mx")) {
                mx.add(mx(value));
            } else {
                // RFC 8461 section 3.2: of a field that stands there twice, the first one counts.
                fields.putIfAbsent(name, value);
            }
        }
        if (!"STSv1".equals(fields.get("version"))) {
            throw new IllegalArgumentException("the version is not STSv1");
        }
        Mode mode = mode(fields.getOrDefault("mode", ""));
        if (mx.isEmpty() && mode != Mode.NONE) {
            throw new IllegalArgumentException("it names no mx");
        }
        return new StsPolicy(mode, mx, maxAge(fields.getOrDefault("max_age", "")));
    }

    private static Mode mode(String text) {
        return switch (text) {
            case "enforce" -> Mode.ENFORCE;
            case "testing" -> Mode.TESTING;
            case "none" -> Mode.NONE;
            default -> throw new IllegalArgumentException("the mode is none of enforce, testing and none");
        };
    }

    private static Duration maxAge(String text) {
        if (!AGE.matcher(text).matches() || Long.parseLong(text) > MAX_AGE_SECONDS) {
            throw new IllegalArgumentException("max_age is no number of seconds up to " + MAX_AGE_SECONDS);
        }
        return Duration.ofSeconds(Long.parseLong(text));
    }

    private static String mx(String text) {
        String pattern = text.toLowerCase(Locale.ROOT);
        if (pattern.length() > 255 || !MX.matcher(pattern).matches()) {
            throw new IllegalArgumentException("an mx is no host name");
        }
        return pattern;
    }

    /** Whether a host is one of those that the policy names (RFC 8461 section 4.1). */
    public boolean names(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        int dot = name.indexOf('.');
        // A wildcard stands for one whole label.
        String above = dot > 0 ? "*" + name.substring(dot) : "";
        return mx.contains(name) || mx.contains(above);
    }

    /** As it would be published; what it does not say for us is left out. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("version: STSv1");
        lines.add("mode: " + mode.name().toLowerCase(Locale.ROOT));
        mx.forEach(host -> lines.add("mx: " + host));
        lines.add("max_age: " + maxAge.toSeconds());
        return lines;
    }
}
