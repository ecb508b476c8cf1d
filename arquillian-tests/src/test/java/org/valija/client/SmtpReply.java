package org.valija.client;

import java.util.List;

/**
 * A reply as it came.
 *
 * @param code such as 250
 * @param lines its lines, without the code
 */
public record SmtpReply(int code, List<String> lines) {

    /** Code and text of the last line, such as {@code 550 5.1.1 No such recipient}. */
    @Override
    public String toString() {
        return code + " " + lines.get(lines.size() - 1);
    }

    /** Code and enhanced status code, such as {@code 550 5.1.1}. */
    public String codes() {
        return code + " " + lines.get(lines.size() - 1).split(" ", 2)[0];
    }

    public boolean isPositive() {
        return code / 100 == 2;
    }
}
