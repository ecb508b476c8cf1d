package org.valija.suppression;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads a CSV file (RFC 4180) record by record, with bounds. For one thread. */
final class CsvReader {

    static final int MAX_FIELDS = 20;

    /** Of one record, in characters. */
    static final int MAX_RECORD = 10_000;

    private static final int END = -1;

    private final Reader in;
    private int pushedBack = Integer.MIN_VALUE;
    private int line = 0;
    private int nextLine = 1;

    CsvReader(Reader in) {
        this.in = in;
    }

    /** Where the record began that was read last, from 1. */
    int line() {
        return line;
    }

    /**
     * The fields of the next record that is not empty; empty at the end.
     *
     * @throws IOException if it is no CSV, or too large: nothing behind it can be read
     */
    Optional<List<String>> next() throws IOException {
        while (true) {
            line = nextLine;
            int first = read();
            if (first == END) {
                return Optional.empty();
            }
            pushedBack = first;
            List<String> fields = fields();
            if (fields.size() > 1 || !fields.get(0).isBlank()) {
                return Optional.of(fields);
            }
        }
    }

    private List<String> fields() throws IOException {
        List<String> fields = new ArrayList<>();
        int[] left = {MAX_RECORD};
        while (true) {
            fields.add(field(left));
            if (fields.size() > MAX_FIELDS) {
                throw new IOException("Line " + line + " has more than " + MAX_FIELDS + " fields");
            }
            int delimiter = read();
            if (delimiter != ',') {
                return fields;
            }
        }
    }

    /** Up to its delimiter, which is read next. */
    private String field(int[] left) throws IOException {
        StringBuilder field = new StringBuilder();
        int c = read();
        boolean quoted = c == '"';
        if (quoted) {
            c = read();
        }
        while (true) {
            if (quoted && c == '"') {
                c = read();
                if (c != '"') {
                    pushedBack = c;
                    requireDelimiter(c);
                    return field.toString();
                }
            } else if (c == END || !quoted && (c == ',' || c == '\n')) {
                if (quoted) {
                    throw new IOException("Line " + line + " has a quote that does not end");
                }
                pushedBack = c;
                return field.toString();
            }
            if (--left[0] < 0) {
                throw new IOException("Line " + line + " has more than " + MAX_RECORD + " characters");
            }
            field.append((char) c);
            c = read();
        }
    }

    private void requireDelimiter(int c) throws IOException {
        if (c != ',' && c != '\n' && c != END) {
            throw new IOException("Line " + line + " has something behind a closing quote");
        }
    }

    /** Ends of lines are one character, however they are written. */
    private int read() throws IOException {
        int c = pushedBack;
        pushedBack = Integer.MIN_VALUE;
        if (c != Integer.MIN_VALUE) {
            return c;
        }
        c = in.read();
        if (c == '\r') {
            c = in.read();
            if (c != '\n') {
                pushedBack = c;
                c = '\n';
            }
        }
        if (c == '\n') {
            nextLine++;
        }
        return c;
    }
}
