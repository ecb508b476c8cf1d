package org.valija.suppression;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.valija.settings.InvalidSettingException;

/**
 * The list as a CSV file in UTF-8: a header, then a line for each entry with {@code address,stream,reason,expires,detail}, of which
 * all but the first may be left out. For one use.
 */
final class SuppressionFile {

    /** Of one file: what the transaction and its time bear. */
    static final int MAX_ENTRIES = 200_000;

    private static final int AT_ONCE = 500;

    private static final List<String> HEADER = List.of("address", "stream", "reason", "expires", "detail");

    /** A table program would compute what begins so, and a remote host has written it. */
    private static final String ACTIVE = "=+-@\t'";

    private SuppressionFile() {}

    /** Takes some entries. */
    @FunctionalInterface
    interface Taking {
        void take(Collection<Suppression> some) throws SQLException;
    }

    /** @throws InvalidImportException if a line is wrong, when all have been looked at */
    static int read(Reader file, Instant now, Taking taking) throws IOException, SQLException {
        CsvReader csv = new CsvReader(new BufferedReader(file));
        List<String> problems = new ArrayList<>();
        List<Suppression> some = new ArrayList<>();
        int entries = 0;
        try {
            for (Optional<List<String>> next = csv.next(); next.isPresent(); next = csv.next()) {
                List<String> fields = next.get();
                if (csv.line() == 1 && isHeader(fields)) {
                    continue;
                }
                entries++;
                if (entries > MAX_ENTRIES) {
                    problems.add("The file has more than " + MAX_ENTRIES + " entries: divide it.");
                    break;
                }
                entry(fields, now, csv.line(), problems).ifPresent(some::add);
                if (problems.size() >= InvalidImportException.MAX_PROBLEMS) {
                    break;
                }
                if (some.size() == AT_ONCE && problems.isEmpty()) {
                    taking.take(some);
                }
                if (some.size() == AT_ONCE) {
                    some.clear();
                }
            }
        } catch (IOException e) {
            problems.add(e.getMessage() + ".");
        }
        if (!problems.isEmpty()) {
            throw new InvalidImportException(problems);
        }
        taking.take(some);
        return entries;
    }

    private static boolean isHeader(List<String> fields) {
        // Some programs put a byte order mark before it.
        return fields.get(0).replace("\ufeff", "").strip().equalsIgnoreCase(HEADER.get(0));
    }

    private static Optional<Suppression> entry(List<String> fields, Instant now, int line, List<String> problems) {
        if (fields.size() > HEADER.size()) {
            problems.add(
                    "Line " + line + " has " + fields.size() + " fields, at most " + HEADER.size() + " are known.");
            return Optional.empty();
        }
        List<String> all = Stream.concat(fields.stream().map(SuppressionFile::activated), Stream.generate(() -> ""))
                .limit(HEADER.size())
                .toList();
        try {
            return Optional.of(
                    new NewSuppression(all.get(0), all.get(1), all.get(2), all.get(3), all.get(4)).check(now));
        } catch (InvalidSettingException e) {
            problems.add("Line " + line + ", " + e.field() + ": " + e.getMessage());
            return Optional.empty();
        }
    }

    static void writeHeader(Writer csv) throws IOException {
        csv.write(String.join(",", HEADER) + "\r\n");
    }

    static void write(Suppression entry, Writer csv) throws IOException {
        csv.write(Stream.of(
                                entry.address().toString(),
                                entry.stream(),
                                entry.reason().name(),
                                entry.expires().map(Instant::toString).orElse(""),
                                entry.detail())
                        .map(SuppressionFile::field)
                        .collect(Collectors.joining(","))
                + "\r\n");
    }

    private static String field(String text) {
        String harmless = !text.isEmpty() && ACTIVE.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        boolean plain = harmless.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
        return plain ? harmless : '"' + harmless.replace("\"", "\"\"") + '"';
    }

    private static String activated(String text) {
        boolean quoted = text.length() > 1 && text.charAt(0) == '\'' && ACTIVE.indexOf(text.charAt(1)) >= 0;
        return quoted ? text.substring(1) : text;
    }
}
