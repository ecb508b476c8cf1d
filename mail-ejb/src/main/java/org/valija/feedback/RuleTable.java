package org.valija.feedback;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Rules in the order in which they count, as they stand in a file beside this class: on each line what it is, where to look, and what
 * is to be found there, a regular expression without regard to case. Immutable.
 *
 * <p>None of them may repeat what repeats: the texts are hostile.
 */
final class RuleTable {

    private record Rule(String result, String field, Pattern pattern) {}

    private final List<Rule> rules;

    private RuleTable(List<Rule> rules) {
        this.rules = rules;
    }

    static RuleTable read(String file) {
        InputStream in = RuleTable.class.getResourceAsStream(file);
        if (in == null) {
            throw new IllegalStateException("The rules " + file + " are not in the jar");
        }
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return new RuleTable(lines.lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .map(RuleTable::rule)
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException("The rules " + file + " can't be read", e);
        }
    }

    private static Rule rule(String line) {
        String[] columns = line.split("\\s+", 3);
        if (columns.length < 3) {
            throw new IllegalStateException("A rule has three columns: " + line);
        }
        return new Rule(
                columns[0], columns[1], Pattern.compile(columns[2], Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE));
    }

    /** @param fields what there is to look at, by its name; empty for what is not there */
    Optional<String> first(Function<String, String> fields) {
        return rules.stream()
                .filter(rule -> rule.pattern.matcher(fields.apply(rule.field)).find())
                .map(Rule::result)
                .findFirst();
    }
}
