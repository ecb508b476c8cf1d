package org.valija.ra;

import org.valija.smtp.log.LogText;

/** Text from strangers, made fit for one line of a log. */
final class Visible {

    private static final int MAX_CAUSES = 8;

    private Visible() {}

    static String of(String text) {
        return LogText.of(text);
    }

    /** A failure and its causes, on one line. */
    static String of(Throwable failure) {
        StringBuilder line = new StringBuilder();
        Throwable t = failure;
        for (int i = 0; t != null && i < MAX_CAUSES; i++, t = t.getCause()) {
            line.append(i == 0 ? "" : ", caused by ").append(t.getClass().getName());
            if (t.getMessage() != null) {
                line.append(": ").append(of(t.getMessage()));
            }
        }
        return line.toString();
    }
}
