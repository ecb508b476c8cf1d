package org.valija.suppression;

import jakarta.ejb.ApplicationException;
import java.util.List;

/** A file with lines that are wrong; nothing of it was taken. */
@ApplicationException(rollback = true)
public class InvalidImportException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Of which there may be as many as lines. */
    static final int MAX_PROBLEMS = 100;

    private final List<String> problems;

    InvalidImportException(List<String> problems) {
        super("Nothing was imported: " + String.join(" ", problems));
        this.problems = List.copyOf(problems);
    }

    /** A sentence for each wrong line, with its number; not all if there are more than a hundred. */
    public List<String> problems() {
        return problems;
    }
}
