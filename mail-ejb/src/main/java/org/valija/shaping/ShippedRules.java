package org.valija.shaping;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.valija.settings.InvalidSettingException;
import org.valija.settings.Streams;

/** The rules that are shipped for large providers: the file {@code providers.conf}, which says how it is read. */
final class ShippedRules {

    private static final String FILE = "providers.conf";

    private static final Set<String> FIELDS =
            Set.of("connections", "messages", "age", "rate", "recipients", "firstPause", "longestPause", "reply");

    private static final List<ShapingRule> RULES = load();

    private ShippedRules() {}

    static List<ShapingRule> all() {
        return RULES;
    }

    private static List<ShapingRule> load() {
        try (InputStream in = ShippedRules.class.getResourceAsStream(FILE);
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return read(lines.lines().toList());
        } catch (IOException e) {
            throw new UncheckedIOException("The file " + FILE + " can't be read", e);
        }
    }

    /** @throws IllegalArgumentException with the line that can't be read */
    static List<ShapingRule> read(List<String> lines) {
        List<ShapingRule> rules = new ArrayList<>();
        List<String> hosts = List.of();
        Map<String, String> values = new HashMap<>();
        List<String> replies = new ArrayList<>();
        int number = 0;
        // One section more, lest the last one is forgotten.
        for (String text : Stream.concat(lines.stream(), Stream.of("[]")).toList()) {
            number++;
            String line = text.strip();
            try {
                if (line.startsWith("[") && line.endsWith("]")) {
                    rules.addAll(rules(hosts, values, replies));
                    hosts = List.of(line.substring(1, line.length() - 1).split(" *, *"));
                    values.clear();
                    replies.clear();
                } else if (!line.isEmpty() && !line.startsWith("#")) {
                    String[] pair = line.split(" *= *", 2);
                    if (pair.length < 2 || !FIELDS.contains(pair[0]) || hosts.isEmpty()) {
                        throw new IllegalArgumentException("neither [hosts] nor a limit");
                    }
                    if (pair[0].equals("reply")) {
                        replies.add(pair[1]);
                    } else if (values.put(pair[0], pair[1]) != null) {
                        throw new IllegalArgumentException("given twice");
                    }
                }
            } catch (InvalidSettingException | IllegalArgumentException e) {
                throw new IllegalArgumentException("Line " + number + " or before: " + e.getMessage(), e);
            }
        }
        return List.copyOf(rules);
    }

    private static List<ShapingRule> rules(List<String> hosts, Map<String, String> values, List<String> replies) {
        ShapingLimits limits = new ShapingLimits(
                number(values, "connections"),
                number(values, "messages"),
                ShapingText.time("age", Optional.ofNullable(values.get("age"))),
                Optional.ofNullable(values.get("rate")).map(rate -> ShapingText.rate("rate", rate)),
                number(values, "recipients"),
                ShapingText.time("firstPause", Optional.ofNullable(values.get("firstPause"))),
                ShapingText.time("longestPause", Optional.ofNullable(values.get("longestPause"))),
                ShapingText.replies("reply", replies));
        return hosts.stream()
                .map(host -> new ShapingRule(0, Optional.of(host), Optional.empty(), Optional.empty(), limits))
                .peek(rule -> ShapingRuleChecks.check(rule, Streams.parse("")))
                .toList();
    }

    private static Optional<Integer> number(Map<String, String> values, String field) {
        return ShapingText.number(field, Optional.ofNullable(values.get(field)));
    }
}
