package org.valija.tlsreport;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.stream.Collectors;
import org.valija.route.PublishedTls;
import org.valija.route.Tlsa;

/**
 * What sessions must have in common to be counted together.
 *
 * @param day in UTC
 * @param domain whose mail it was
 * @param policyType {@code tlsa}, {@code sts} or {@code no-policy-found} (RFC 8460 section 4.4)
 * @param policy its lines
 * @param host the mail host; empty if it did not come to that
 * @param result as in a report; empty for success
 * @param address the mail host's IP address, for a failure at one; else empty
 * @param reason of a failure; else empty
 */
record SessionKind(
        LocalDate day,
        String domain,
        String policyType,
        String policy,
        String host,
        String result,
        String address,
        String reason) {

    private static final int MAX_POLICY = 4000;
    private static final int MAX_NAME = 255;
    private static final int MAX_REASON = 500;

    SessionKind {
        policy = cut(policy, MAX_POLICY);
        host = cut(host, MAX_NAME);
        reason = cut(reason, MAX_REASON);
    }

    static SessionKind of(
            Instant now, PublishedTls published, String host, String result, String address, String reason) {
        return new SessionKind(
                now.atZone(ZoneOffset.UTC).toLocalDate(),
                published.domain(),
                type(published.kind()),
                policy(published),
                host,
                result,
                address,
                reason);
    }

    private static String type(PublishedTls.Kind kind) {
        return switch (kind) {
            case NONE -> "no-policy-found";
            case MTA_STS_TESTING, MTA_STS_TESTING_OTHER_HOST, MTA_STS -> "sts";
            case DANE_UNUSABLE, DANE -> "tlsa";
        };
    }

    private static String policy(PublishedTls published) {
        return published.tlsa().isEmpty()
                ? String.join("\n", published.policy())
                : published.tlsa().stream().map(Tlsa::toString).collect(Collectors.joining("\n"));
    }

    private static String cut(String text, int most) {
        return text.length() > most ? text.substring(0, most) : text;
    }
}
