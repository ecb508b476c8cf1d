package org.valija.tlsreport;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.zip.GZIPInputStream;

/** Reads reports that came by mail (RFC 8460). Anybody can send one: every size is bounded, and all text is made printable. */
final class ReportReader {

    /** Of the message. */
    static final int MAX_MESSAGE = 1024 * 1024;
    /** Of the report, unpacked. */
    static final int MAX_REPORT = 2 * 1024 * 1024;

    private static final int MAX_PARTS = 20;
    private static final int MAX_DEPTH = 3;
    private static final int MAX_POLICIES = 100;
    private static final int MAX_TEXT = 255;
    private static final int MAX_SHORT = 64;
    private static final int MAX_TYPE = 20;
    private static final int MAX_RESULT = 40;
    private static final int MAX_REASON = 500;

    private ReportReader() {}

    /** A report that is none. */
    static final class UnreadableReportException extends Exception {

        private static final long serialVersionUID = 1L;

        UnreadableReportException(String reason, Throwable cause) {
            super(reason, cause);
        }
    }

    /**
     * Reads the report in a message.
     *
     * @return for each policy in it
     */
    static List<ReceivedReport> read(InputStream message, Instant now) throws IOException, UnreadableReportException {
        byte[] octets = message.readNBytes(MAX_MESSAGE + 1);
        if (octets.length > MAX_MESSAGE) {
            throw new UnreadableReportException("it has more than " + MAX_MESSAGE + " octets", null);
        }
        try {
            MimeMessage parsed =
                    new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(octets));
            Part part = find(parsed, 0, new int[] {MAX_PARTS})
                    .orElseThrow(() -> new UnreadableReportException("it has no part with a report", null));
            try (InputStream in = part.getInputStream()) {
                return policies(json(unpacked(in.readAllBytes())), now);
            }
        } catch (MessagingException | IOException e) { // what is wrong is in the octets: they are all in memory
            throw new UnreadableReportException("it can't be read: " + e.getMessage(), e);
        }
    }

    /** RFC 8460 section 5.3: by its media type; some say only application/gzip. */
    private static Optional<Part> find(Part part, int depth, int[] left) throws MessagingException, IOException {
        if (--left[0] < 0) {
            return Optional.empty();
        }
        String type = String.valueOf(part.getContentType()).toLowerCase(Locale.ROOT);
        String name = String.valueOf(part.getFileName()).toLowerCase(Locale.ROOT);
        if (type.startsWith("application/tlsrpt+")
                || (type.startsWith("application/") && (name.endsWith(".json.gz") || name.endsWith(".json")))) {
            return Optional.of(part);
        }
        if (depth < MAX_DEPTH && type.startsWith("multipart/") && part.getContent() instanceof Multipart multipart) {
            for (int i = 0; i < multipart.getCount(); i++) {
                Optional<Part> found = find(multipart.getBodyPart(i), depth + 1, left);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    /** What begins with the magic number of gzip is unpacked, whatever it is called. */
    private static byte[] unpacked(byte[] octets) throws UnreadableReportException {
        boolean packed = octets.length > 2 && (octets[0] & 0xff) == 0x1f && (octets[1] & 0xff) == 0x8b;
        if (!packed) {
            return octets;
        }
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(octets))) {
            byte[] unpacked = gzip.readNBytes(MAX_REPORT + 1);
            if (unpacked.length > MAX_REPORT) {
                throw new UnreadableReportException("it has more than " + MAX_REPORT + " octets when unpacked", null);
            }
            return unpacked;
        } catch (IOException e) {
            throw new UnreadableReportException("it can't be unpacked: " + e.getMessage(), e);
        }
    }

    private static JsonObject json(byte[] octets) throws UnreadableReportException {
        try (JsonReader reader = Json.createReader(new ByteArrayInputStream(octets))) {
            return reader.readObject();
        } catch (JsonException | IllegalStateException e) {
            throw new UnreadableReportException("it is no JSON object", e);
        }
    }

    private static List<ReceivedReport> policies(JsonObject report, Instant now) throws UnreadableReportException {
        JsonObject range = object(report, "date-range");
        Instant begins = time(range, "start-datetime");
        Instant ends = time(range, "end-datetime");
        List<ReceivedReport> found = new ArrayList<>();
        for (JsonObject each : objects(report, "policies", MAX_POLICIES)) {
            JsonObject policy = object(each, "policy");
            JsonObject summary = object(each, "summary");
            found.add(new ReceivedReport(
                    now,
                    text(report, "organization-name", MAX_TEXT),
                    text(report, "contact-info", MAX_TEXT),
                    text(report, "report-id", MAX_TEXT),
                    begins,
                    ends,
                    text(policy, "policy-domain", MAX_TEXT).toLowerCase(Locale.ROOT),
                    text(policy, "policy-type", MAX_TYPE),
                    number(summary, "total-successful-session-count"),
                    number(summary, "total-failure-session-count"),
                    objects(each, "failure-details", ReceivedReport.MAX_DETAILS).stream()
                            .map(ReportReader::detail)
                            .toList()));
        }
        if (found.isEmpty()) {
            throw new UnreadableReportException("it has no policies", null);
        }
        return found;
    }

    private static ReceivedReport.Detail detail(JsonObject failure) {
        String reason = text(failure, "failure-reason-code", MAX_REASON);
        return new ReceivedReport.Detail(
                text(failure, "result-type", MAX_RESULT),
                number(failure, "failed-session-count"),
                text(failure, "sending-mta-ip", MAX_SHORT),
                text(failure, "receiving-mx-hostname", MAX_TEXT),
                reason.isEmpty() ? text(failure, "additional-information", MAX_REASON) : reason);
    }

    private static Instant time(JsonObject range, String name) throws UnreadableReportException {
        try {
            return OffsetDateTime.parse(text(range, name, MAX_SHORT)).toInstant();
        } catch (DateTimeException e) {
            throw new UnreadableReportException("its " + name + " is no time", e);
        }
    }

    private static JsonObject object(JsonObject object, String name) {
        return object.get(name) instanceof JsonObject found ? found : JsonValue.EMPTY_JSON_OBJECT;
    }

    private static List<JsonObject> objects(JsonObject object, String name, int most) {
        return object.get(name) instanceof JsonArray array
                ? array.stream()
                        .filter(JsonObject.class::isInstance)
                        .map(JsonObject.class::cast)
                        .limit(most)
                        .toList()
                : List.of();
    }

    private static String text(JsonObject object, String name, int most) {
        String text = object.get(name) instanceof JsonString found ? found.getString() : "";
        String printable = text.replaceAll("[\\p{Cntrl}\\p{Cs}\\s]+", " ").strip();
        return printable.length() > most ? printable.substring(0, most) : printable;
    }

    /** A count; what is none is 0. */
    private static long number(JsonObject object, String name) {
        String digits = object.get(name) instanceof JsonNumber found ? found.toString() : "0";
        return digits.matches("\\d{1,15}") ? Long.parseLong(digits) : 0;
    }
}
