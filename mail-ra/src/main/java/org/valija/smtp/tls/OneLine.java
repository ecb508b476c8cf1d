package org.valija.smtp.tls;

/** Text from strangers' certificates, made fit for one line of a log. */
final class OneLine {

    private static final int MAX_LENGTH = 300;

    private OneLine() {}

    /** @param text null stands for no text */
    static String of(String text) {
        if (text == null) {
            return "";
        }
        String shown = text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH) + "..." : text;
        return shown.replaceAll("[\\p{Cntrl}\\u0080-\\u009f\\u2028\\u2029]", "?");
    }
}
