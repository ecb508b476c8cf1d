package org.valija.feedback;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.valija.EnhancedStatus;
import org.valija.PartHandler;

/**
 * Reads a message that came back, part by part, and keeps no more than some beginnings. For one message.
 *
 * <p>Reports of the real world are often none: what can't be found where the RFCs put it is looked for where people write it, and the
 * rules in {@code kinds.txt} and {@code bounces.txt} say what it means.
 */
public final class ReturnedMailReader implements PartHandler {

    private static final RuleTable KINDS = RuleTable.read("kinds.txt");

    /** In {@code kinds.txt}: a failure, to be told apart by its text. */
    private static final String BOUNCE = "bounce";

    private static final int MAX_REPORT = 256 * 1024;
    private static final int MAX_TEXT = 16 * 1024;
    private static final int MAX_TEXTS = 4;
    private static final int MAX_FIELD = 1_000;
    private static final int MAX_FIELDS = 100;

    /** Behind which a text goes on with our own message. */
    private static final Pattern OUR_MESSAGE = Pattern.compile(
            "(?m)^[ >*=-]{0,80}(?:below this line is a copy of the message|this is a copy of (?:the|your) message"
                    + "|original message (?:headers?|follows)|(?:start of )?(?:the )?(?:original|returned|unsent) message"
                    + "|return-path: |received: from )",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern TAGS = Pattern.compile("<[^<>]{0,1000}>");

    private final Map<String, String> header = new HashMap<>();
    private final List<Text> texts = new ArrayList<>();
    private Optional<String> status = Optional.empty();
    private Optional<String> complaint = Optional.empty();

    private record Text(int depth, String content) {}

    @Override
    public void header(String name, String value) {
        if (header.size() < MAX_FIELDS) {
            header.putIfAbsent(name.toLowerCase(Locale.ROOT), value.substring(0, Math.min(MAX_FIELD, value.length())));
        }
    }

    @Override
    public void part(Part part, InputStream body) throws IOException {
        switch (part.mediaType()) {
            case "message/delivery-status", "message/global-delivery-status" -> {
                if (status.isEmpty()) {
                    status = Optional.of(text(body, MAX_REPORT, "utf-8"));
                }
            }
            case "message/feedback-report" -> {
                if (complaint.isEmpty()) {
                    complaint = Optional.of(text(body, MAX_REPORT, "utf-8"));
                }
            }
            case "text/plain" -> keep(part, text(body, MAX_TEXT, part.charset()));
            case "text/html" -> keep(part, withoutTags(text(body, MAX_TEXT, part.charset())));
            default -> {} // a part of our own message, or something for nobody
        }
    }

    private void keep(Part part, String content) {
        if (texts.size() < MAX_TEXTS) {
            texts.add(new Text(part.depth(), content));
        }
    }

    private static String text(InputStream body, int limit, String charset) throws IOException {
        return new String(body.readNBytes(limit), charset(charset));
    }

    private static Charset charset(String name) {
        try {
            return name.equalsIgnoreCase("us-ascii") ? StandardCharsets.UTF_8 : Charset.forName(name);
        } catch (IllegalArgumentException unknown) {
            return StandardCharsets.UTF_8;
        }
    }

    private static String withoutTags(String html) {
        return TAGS.matcher(html)
                .replaceAll(" ")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&nbsp;", " ")
                .replace("&amp;", "&");
    }

    /** What it says, once all that can be read of it has been given. */
    public ReturnedMail result() {
        String text = textForPeople();
        if (complaint.isPresent()) {
            return complaint(complaint.get(), text);
        }
        List<Map<String, String>> blocks = ReportFields.blocks(status.orElse(text));
        List<Map<String, String>> recipients =
                blocks.stream().filter(ReturnedMailReader::isOfRecipient).toList();
        if (!recipients.isEmpty()) {
            String words = recipients.size() == 1 ? text : "";
            return new ReturnedMail(
                    recipients.stream().map(block -> finding(block, words)).toList(), reporter(blocks), text);
        }
        return new ReturnedMail(List.of(withoutReport(text)), reporter(blocks), text);
    }

    /** What stands outermost is the reporter's; our own message, which may be in it, is deeper. */
    private String textForPeople() {
        int outermost = texts.stream().mapToInt(Text::depth).min().orElse(0);
        String all = texts.stream()
                .filter(text -> text.depth == outermost)
                .max(Comparator.comparingInt(text -> text.content.strip().isEmpty() ? 0 : 1))
                .map(Text::content)
                .orElse("");
        return OUR_MESSAGE.split(all, 2)[0];
    }

    private static boolean isOfRecipient(Map<String, String> block) {
        return block.containsKey("final-recipient")
                || block.containsKey("original-recipient")
                || block.containsKey("action") && block.containsKey("status");
    }

    private static String reporter(List<Map<String, String>> blocks) {
        return blocks.stream()
                .flatMap(block -> Stream.ofNullable(block.get("reporting-mta")))
                .findFirst()
                .map(ReturnedMailReader::withoutType)
                .orElse("");
    }

    private static Finding finding(Map<String, String> block, String words) {
        Optional<EnhancedStatus> code = Optional.ofNullable(block.get("status")).flatMap(BounceRules::statusIn);
        String diagnostic = withoutType(block.getOrDefault("diagnostic-code", ""));
        // Some say it to people only.
        String said = diagnostic.isBlank() ? words : diagnostic;
        return new Finding(names(block), verdict(block, code, said, diagnostic, words), code, said);
    }

    private static Verdict verdict(
            Map<String, String> block, Optional<EnhancedStatus> code, String said, String diagnostic, String words) {
        String action = block.getOrDefault("action", "").split("[ (;]", 2)[0].toLowerCase(Locale.ROOT);
        switch (action) {
            case "delivered", "relayed", "expanded" -> {
                return Verdict.SUCCESS;
            }
            case "delayed" -> {
                return Verdict.DELAY;
            }
            case "failed" -> {}
            default -> {
                String given = block.getOrDefault("status", "");
                if (given.startsWith("2")) {
                    return Verdict.SUCCESS;
                }
                if (given.startsWith("4") && diagnostic.isBlank()) {
                    return Verdict.DELAY;
                }
            }
        }
        Verdict byReport = Verdict.of(BounceRules.classify(code, said));
        // The general "it failed" of a gateway, and the reason in what it has written for people.
        return byReport == Verdict.SOFT && !diagnostic.isBlank()
                ? Verdict.of(BounceRules.classify(code, diagnostic + "\n" + words))
                : byReport;
    }

    private static List<String> names(Map<String, String> block) {
        return Stream.of("original-recipient", "final-recipient", "x-actual-recipient")
                .flatMap(name -> Stream.ofNullable(block.get(name)))
                .map(ReturnedMailReader::address)
                .filter(address -> !address.isEmpty())
                .distinct()
                .toList();
    }

    /** RFC 3464 section 2.1.2: a type, a semicolon and what is of that type; some leave the type out. */
    private static String withoutType(String value) {
        int semicolon = value.indexOf(';');
        boolean typed = semicolon > 0 && value.substring(0, semicolon).strip().matches("[A-Za-z0-9.-]{1,40}");
        return (typed ? value.substring(semicolon + 1) : value).strip();
    }

    private static String address(String value) {
        String address = withoutType(value);
        int bracket = address.indexOf('<');
        int end = address.indexOf('>', bracket + 1);
        return bracket >= 0 && end > bracket
                ? address.substring(bracket + 1, end).strip()
                : address;
    }

    private ReturnedMail complaint(String report, String text) {
        Map<String, String> fields = new HashMap<>();
        ReportFields.blocks(report).forEach(block -> block.forEach(fields::putIfAbsent));
        // RFC 5965 section 7.3; RFC 6650 section 6.2: an authentication failure is nobody's complaint.
        boolean complains = !fields.getOrDefault("feedback-type", "abuse")
                .strip()
                .toLowerCase(Locale.ROOT)
                .matches("not-spam|auth-failure|dmarc");
        List<String> recipients = Stream.of("original-rcpt-to", "removal-recipient")
                .flatMap(name -> Stream.ofNullable(fields.get(name)))
                .map(ReturnedMailReader::address)
                .toList();
        String reporter = withoutType(fields.getOrDefault(
                "reporting-mta",
                fields.getOrDefault("source-ip", "").isEmpty() ? "" : fields.getOrDefault("user-agent", "")));
        Finding finding = new Finding(
                recipients,
                complains ? Verdict.COMPLAINT : Verdict.UNKNOWN,
                Optional.empty(),
                fields.getOrDefault("feedback-type", "") + " " + text);
        return new ReturnedMail(List.of(finding), reporter, text);
    }

    private Finding withoutReport(String text) {
        String failed = header.getOrDefault("x-failed-recipients", "");
        String kind = failed.isEmpty()
                ? KINDS.first(field -> field.equals("text") ? text : header.getOrDefault(field, ""))
                        .orElse("unknown")
                : BOUNCE;
        Optional<EnhancedStatus> code = BounceRules.statusIn(text);
        Verdict verdict = kind.equals(BOUNCE)
                ? Verdict.of(BounceRules.classify(code, text))
                : Verdict.valueOf(kind.toUpperCase(Locale.ROOT).replace('-', '_'));
        List<String> recipients = Stream.of(failed.split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .limit(ReportFields.MAX_BLOCKS)
                .toList();
        return new Finding(
                recipients,
                verdict,
                kind.equals(BOUNCE) ? code : Optional.empty(),
                kind.equals(BOUNCE) ? text : header.getOrDefault("subject", ""));
    }
}
