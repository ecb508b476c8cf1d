package org.valija.dkim;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.valija.dkim.RecordCheck.Finding;
import org.valija.route.DnsLookup;
import org.valija.route.DnsLookup.Answer;
import org.valija.route.DnsLookup.NoAnswer;
import org.valija.route.DnsLookup.Records;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/** Compares what is published for a key with what should be. Safe for use by many threads; it waits for name servers. */
final class PublishedRecords {

    private final DnsLookup dns;

    PublishedRecords(DnsLookup dns) {
        this.dns = dns;
    }

    /** Asks the name servers, whatever was known before. */
    RecordCheck check(KeyRecord wanted) {
        Answer answer = dns.findAnew(wanted.name(), Type.TXT);
        if (answer instanceof NoAnswer none) {
            return new RecordCheck(
                    Finding.NO_ANSWER,
                    "The domain name system does not answer (" + none.reason() + "): try again later.",
                    List.of());
        }
        List<String> found = answer instanceof Records records
                ? records.records().stream()
                        .filter(TXTRecord.class::isInstance)
                        .map(record -> text((TXTRecord) record))
                        .toList()
                : List.of();
        return compare(wanted, found);
    }

    /** RFC 6376 section 3.6.2.2: the strings of a record, one behind the other. */
    static String text(TXTRecord record) {
        return record.getStringsAsByteArrays().stream()
                .map(octets -> new String(octets, StandardCharsets.UTF_8))
                .collect(Collectors.joining());
    }

    static RecordCheck compare(KeyRecord wanted, List<String> found) {
        if (found.isEmpty()) {
            return new RecordCheck(
                    Finding.MISSING,
                    "There is no TXT record at " + wanted.name()
                            + ". Publish it; until name servers have forgotten its absence, this may take a while.",
                    found);
        }
        if (found.size() > 1) {
            return new RecordCheck(
                    Finding.SEVERAL,
                    "There are " + found.size() + " TXT records at " + wanted.name()
                            + ", and verifiers may take any of them: leave only this key's.",
                    found);
        }
        Optional<TagList> tags = TagList.parse(found.get(0));
        if (tags.isEmpty()) {
            return different("it is no list of tags (name=value; ...)", found);
        }
        TagList published = tags.get();
        TagList right = TagList.parse(wanted.value()).orElseThrow();
        if (published.compact("p").filter(String::isEmpty).isPresent()) {
            return new RecordCheck(
                    Finding.REVOKED,
                    "The record says that this key was revoked (p= is empty): nothing that it signs is taken for signed.",
                    found);
        }
        return obstacle(published, right)
                .map(why -> different(why, found))
                .orElseGet(() ->
                        new RecordCheck(Finding.RIGHT, "The record is there, and right." + remark(published), found));
    }

    private static RecordCheck different(String why, List<String> found) {
        return new RecordCheck(Finding.DIFFERENT, "The record that is published is another one: " + why + ".", found);
    }

    /** What would keep a verifier from this key (RFC 6376 section 3.6.1). */
    private static Optional<String> obstacle(TagList published, TagList right) {
        if (published.value("v").filter(v -> !v.equals("DKIM1")).isPresent()) {
            return Optional.of("its version (v=) is not DKIM1");
        }
        String keyType = published.value("k").orElse("rsa");
        if (!keyType.equals(right.value("k").orElseThrow())) {
            return Optional.of("its key type (k=) is not " + right.value("k").orElseThrow());
        }
        if (!published.compact("p").equals(right.compact("p"))) {
            return Optional.of("its public key (p=) is not this one");
        }
        if (published.compact("h").filter(h -> !lists(h, "sha256")).isPresent()) {
            return Optional.of("it does not allow sha256 (h=)");
        }
        if (published
                .compact("s")
                .filter(s -> !lists(s, "email") && !lists(s, "*"))
                .isPresent()) {
            return Optional.of("it is not for mail (s=)");
        }
        return published.compact("t").filter(t -> lists(t, "s")).isPresent()
                ? Optional.of("it is not for subdomains (t=s), which are signed with this key, too")
                : Optional.empty();
    }

    private static String remark(TagList published) {
        return published.compact("t").filter(t -> lists(t, "y")).isPresent()
                ? " It says that the domain only tests (t=y): remove that when you have seen it work."
                : "";
    }

    static boolean lists(String value, String word) {
        return Stream.of(value.split(":"))
                .anyMatch(item -> item.toLowerCase(Locale.ROOT).equals(word));
    }
}
