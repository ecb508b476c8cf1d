package org.valija.tlsreport;

import java.time.Instant;
import java.util.List;

/**
 * What somebody reports about TLS sessions with our mail hosts, as far as it is about one policy. All of its text is a
 * stranger's: printable, and bounded.
 *
 * @param organization who reports
 * @param contact whom to ask there
 * @param reportId of the report that it was in
 * @param begins of the time that it is about
 * @param policyDomain whose policy it is
 * @param policyType {@code tlsa}, {@code sts}, {@code no-policy-found}, or what else it says
 * @param successes sessions
 * @param failures sessions
 * @param details of the failures, at most {@value #MAX_DETAILS}
 */
public record ReceivedReport(
        Instant received,
        String organization,
        String contact,
        String reportId,
        Instant begins,
        Instant ends,
        String policyDomain,
        String policyType,
        long successes,
        long failures,
        List<Detail> details) {

    static final int MAX_DETAILS = 100;

    public ReceivedReport {
        details = List.copyOf(details);
    }

    /**
     * Failures of a kind.
     *
     * @param result such as {@code certificate-expired} (RFC 8460 section 4.3)
     * @param sender the IP address of the host that wanted to send; possibly empty
     * @param host of ours; possibly empty
     * @param reason in the reporter's words; possibly empty
     */
    public record Detail(String result, long sessions, String sender, String host, String reason) {}
}
