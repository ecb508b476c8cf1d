package org.valija.tlspolicy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.valija.route.DnsLookup;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/** The TXT records by which a domain says that it has a policy, or wants reports. May wait for name servers. */
public final class TxtRecords {

    private static final Pattern STS_ID = Pattern.compile("(?:^|;)[ \\t]*id=([A-Za-z0-9]{1,32})[ \\t]*(?:;|$)");
    private static final Pattern RUA = Pattern.compile("(?:^|;)[ \\t]*rua=([^;]{1,2000})(?:;|$)");

    /** How long a name is not asked for again that nobody has answered: whoever asks may hold up mail. */
    private static final long SILENT_NANOS = TimeUnit.MINUTES.toNanos(1);

    private static final int MAX_SILENT = 10_000;

    private final DnsLookup dns;
    /** By name: since when. */
    private final Map<String, Long> silent = new ConcurrentHashMap<>();

    public TxtRecords(DnsLookup dns) {
        this.dns = dns;
    }

    /** RFC 8461 section 3.1: the id of a domain's MTA-STS policy; empty if it has none, or nobody can tell. */
    Optional<String> stsId(String domain) {
        return only("_mta-sts." + domain, "v=STSv1;").flatMap(text -> first(STS_ID, text));
    }

    /** RFC 8460 section 3: where reports for a domain are to go; empty if it wants none, or nobody can tell. */
    public List<String> reportUris(String domain) {
        return only("_smtp._tls." + domain, "v=TLSRPTv1;")
                .flatMap(text -> first(RUA, text))
                .map(uris -> List.of(uris.strip().split("[ \\t]*,[ \\t]*")))
                .orElse(List.of());
    }

    /** Both RFCs: where there is not exactly one record of the version, there is none. */
    private Optional<String> only(String name, String version) {
        Long since = silent.get(name);
        if (since != null && System.nanoTime() - since < SILENT_NANOS) {
            return Optional.empty();
        }
        DnsLookup.Answer answer = dns.find(name, Type.TXT);
        if (answer instanceof DnsLookup.NoAnswer) {
            if (silent.size() >= MAX_SILENT) {
                silent.clear();
            }
            silent.put(name, System.nanoTime());
        }
        if (!(answer instanceof DnsLookup.Records found)) {
            return Optional.empty();
        }
        List<String> texts = found.records().stream()
                .filter(TXTRecord.class::isInstance)
                .map(record -> text((TXTRecord) record))
                .filter(text -> text.startsWith(version))
                .toList();
        return texts.size() == 1 ? Optional.of(texts.get(0)) : Optional.empty();
    }

    private static String text(TXTRecord record) {
        return record.getStringsAsByteArrays().stream()
                .map(octets -> new String(octets, StandardCharsets.US_ASCII))
                .collect(Collectors.joining());
    }

    private static Optional<String> first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}
