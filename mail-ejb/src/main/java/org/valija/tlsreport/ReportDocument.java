package org.valija.tlsreport;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.valija.MailAddress;

/**
 * A report about a domain's day (RFC 8460 section 4).
 *
 * @param organization who sends it
 * @param contact whom to ask
 */
record ReportDocument(
        String organization, MailAddress contact, LocalDate day, String domain, Map<SessionKind, Long> counts) {

    /** What the sessions of one policy have in common. */
    private record Policy(String type, List<String> lines) {

        static Policy of(SessionKind kind) {
            return new Policy(kind.policyType(), kind.policy().lines().toList());
        }
    }

    /** One for each day and domain, whichever node makes it: a second copy can be told for one. */
    String id() {
        return day + "_" + domain + "_" + contact.domain();
    }

    /** RFC 8460 section 5.1. */
    String fileName() {
        long begin = day.atStartOfDay(ZoneOffset.UTC).toEpochSecond();
        long end = begin + ChronoUnit.DAYS.getDuration().toSeconds() - 1;
        return contact.domain() + "!" + domain + "!" + begin + "!" + end + ".json.gz";
    }

    JsonObject json() {
        Map<Policy, Map<SessionKind, Long>> byPolicy = new LinkedHashMap<>();
        counts.forEach((kind, sessions) -> byPolicy.computeIfAbsent(Policy.of(kind), policy -> new LinkedHashMap<>())
                .put(kind, sessions));
        JsonArrayBuilder policies = Json.createArrayBuilder();
        byPolicy.forEach((policy, some) -> policies.add(policy(policy, some)));
        return Json.createObjectBuilder()
                .add("organization-name", organization)
                .add(
                        "date-range",
                        Json.createObjectBuilder()
                                .add("start-datetime", day + "T00:00:00Z")
                                .add("end-datetime", day + "T23:59:59Z"))
                .add("contact-info", contact.toString())
                .add("report-id", id())
                .add("policies", policies)
                .build();
    }

    private JsonObjectBuilder policy(Policy policy, Map<SessionKind, Long> some) {
        JsonObjectBuilder described =
                Json.createObjectBuilder().add("policy-type", policy.type()).add("policy-domain", domain);
        if (!policy.lines().isEmpty()) {
            described.add("policy-string", Json.createArrayBuilder(policy.lines()));
        }
        List<String> named = policy.lines().stream()
                .filter(line -> line.startsWith("mx: "))
                .map(line -> line.substring("mx: ".length()))
                .toList();
        if (!named.isEmpty()) {
            described.add("mx-host", Json.createArrayBuilder(named));
        }
        JsonArrayBuilder failures = Json.createArrayBuilder();
        some.forEach((kind, sessions) -> {
            if (!kind.result().isEmpty()) {
                failures.add(failure(kind, sessions));
            }
        });
        return Json.createObjectBuilder()
                .add("policy", described)
                .add(
                        "summary",
                        Json.createObjectBuilder()
                                .add("total-successful-session-count", sum(some, true))
                                .add("total-failure-session-count", sum(some, false)))
                .add("failure-details", failures);
    }

    private static long sum(Map<SessionKind, Long> some, boolean successes) {
        return some.entrySet().stream()
                .filter(entry -> entry.getKey().result().isEmpty() == successes)
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private static JsonObjectBuilder failure(SessionKind kind, long sessions) {
        JsonObjectBuilder failure = Json.createObjectBuilder()
                .add("result-type", kind.result())
                .add("failed-session-count", sessions)
                .add("failure-reason-code", kind.reason());
        if (!kind.host().isEmpty()) {
            failure.add("receiving-mx-hostname", kind.host());
        }
        if (!kind.address().isEmpty()) {
            failure.add("receiving-ip", kind.address());
        }
        return failure;
    }

    byte[] compressed() {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(octets)) {
            gzip.write(json().toString().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // into memory
        }
        return octets.toByteArray();
    }
}
