package org.valija.feedback;

import java.util.List;

/**
 * What a message that came back says.
 *
 * @param findings at least one
 * @param reporter the host that says so; empty if it does not say its name
 * @param text the beginning of what it has for people; hostile input
 */
public record ReturnedMail(List<Finding> findings, String reporter, String text) {

    private static final int MAX_REPORTER = 255;

    public ReturnedMail {
        findings = List.copyOf(findings);
        reporter = reporter.length() > MAX_REPORTER ? reporter.substring(0, MAX_REPORTER) : reporter;
    }
}
