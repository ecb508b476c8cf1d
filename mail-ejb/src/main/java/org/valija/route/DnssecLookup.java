package org.valija.route;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Master;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import org.xbill.DNS.dnssec.ValidatingResolver;

/**
 * Asks the domain name system for what is signed (DNSSEC, RFC 4035), and remembers the answers as long as they hold. Safe for
 * use by many threads.
 */
public final class DnssecLookup {

    private static final Logger LOG = System.getLogger(DnssecLookup.class.getName());

    /** Those of the root (https://data.iana.org/root-anchors/root-anchors.xml). */
    private static final String ROOT_ANCHORS =
            """
            . IN DS 20326 8 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D
            . IN DS 38696 8 2 683D2D0ACB8C9B712A1948B27F741219298D0A450D612C483AF444A4C0FB2B16
            """;

    private static final int MAX_REMEMBERED = 20_000;
    private static final long LONGEST_SECONDS = 3600;
    /** For what could not be validated: whoever asks comes again for each message. */
    private static final long FAILED_SECONDS = 30;

    /** A larger answer is not remembered. */
    private static final int MAX_OCTETS = 8192;

    private static final int MAX_ALIASES = 10;
    private static final Duration PROBE_AGAIN = Duration.ofMinutes(5);

    private final Mode mode;
    private final Resolver resolver;
    private final Name anchor;
    private final Map<Question, Remembered> remembered = new LinkedHashMap<>(16, 0.75f, true) {

        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Question, Remembered> eldest) {
            return size() > MAX_REMEMBERED;
        }
    };

    private final ReentrantLock probe = new ReentrantLock();
    private volatile boolean proven;
    private volatile boolean tried;
    private long probeNanos = System.nanoTime();

    /** Who validates. */
    public enum Mode {
        /** Nobody: nothing counts as signed. */
        OFF,
        /** We do, once the name servers have shown that they pass signatures on; until then nothing counts as signed. */
        AUTO,
        /** We do. Name servers that keep signatures from us are as bad as forged answers. */
        REQUIRED,
        /** The name servers do, and we believe them; nobody must be able to get in between. */
        RESOLVER
    }

    private record Question(Name name, int type) {}

    private record Remembered(Result result, long untilNanos) {}

    private DnssecLookup(Mode mode, Resolver resolver, Name anchor) {
        this.mode = mode;
        this.resolver = resolver;
        this.anchor = anchor;
        this.proven = mode == Mode.REQUIRED || mode == Mode.RESOLVER;
    }

    /**
     * Makes one.
     *
     * @param servers as in {@link DnsLookup#by(String)}
     * @param anchors DS or DNSKEY records as in a zone file, where the chains of signatures begin; blank for the root's
     * @throws IllegalArgumentException if there is no such address or no such record
     */
    public static DnssecLookup by(Mode mode, String servers, String anchors) {
        Resolver names = DnsLookup.resolver(servers);
        byte[] zone = (anchors.isBlank() ? ROOT_ANCHORS : anchors).getBytes(StandardCharsets.US_ASCII);
        try (Master first = new Master(new ByteArrayInputStream(zone), Name.root, 0)) {
            Record record = first.nextRecord();
            if (record == null || (record.getType() != Type.DS && record.getType() != Type.DNSKEY)) {
                throw new IllegalArgumentException("A trust anchor is a DS or a DNSKEY record");
            }
            if (mode == Mode.RESOLVER) {
                names.setEDNS(0, 0, ExtendedFlags.DO);
                return new DnssecLookup(mode, names, record.getName());
            }
            ValidatingResolver validating = new ValidatingResolver(names);
            validating.setAddReasonToAdditional(false);
            validating.loadTrustAnchors(new ByteArrayInputStream(zone));
            return new DnssecLookup(mode, validating, record.getName());
        } catch (IOException e) {
            throw new IllegalArgumentException("These are no trust anchors: " + e.getMessage(), e);
        }
    }

    /**
     * Whether anything counts as signed; may wait for name servers. What was seen to work once must not stop to: somebody
     * could be in between.
     */
    public boolean isOn() {
        if (mode == Mode.OFF || proven) {
            return mode != Mode.OFF;
        }
        // Whoever comes during the first trial waits for it; later ones hold nobody up.
        if (!tried) {
            probe.lock();
        } else if (!probe.tryLock()) {
            return false;
        }
        try {
            if (!proven && System.nanoTime() - probeNanos >= 0) {
                probe();
            }
            return proven;
        } finally {
            probe.unlock();
        }
    }

    private void probe() {
        Result keys = asked(anchor, Type.DNSKEY).result;
        proven = keys instanceof Signed signed && !signed.records().isEmpty();
        probeNanos = System.nanoTime() + PROBE_AGAIN.toNanos();
        if (!proven && !tried) {
            LOG.log(
                    Level.INFO,
                    "The name servers pass no signatures on (DNSSEC), so there is no DANE: {0}",
                    keys instanceof Unknown unknown ? unknown.reason() : "they are left out");
        }
        tried = true;
    }

    /**
     * Looks records up, over aliases.
     *
     * @param name in A-labels, without the final dot
     * @param type of {@link Type}
     */
    public Result find(String name, int type) {
        Question question;
        try {
            question = new Question(Name.fromString(name, Name.root), type);
        } catch (TextParseException e) {
            return new Unsigned();
        }
        synchronized (remembered) {
            Remembered known = remembered.get(question);
            if (known != null && known.untilNanos - System.nanoTime() > 0) {
                return known.result;
            }
        }
        Remembered found = asked(question.name, type);
        if (found.untilNanos - System.nanoTime() > 0) {
            synchronized (remembered) {
                remembered.put(question, found);
            }
        }
        return found.result;
    }

    private Remembered asked(Name name, int type) {
        Message answer;
        try {
            answer = resolver.send(Message.newQuery(Record.newRecord(name, type, DClass.IN)));
        } catch (IOException e) {
            return remember(new Unknown(String.valueOf(e.getMessage())), FAILED_SECONDS);
        }
        int code = answer.getRcode();
        if (code != Rcode.NOERROR && code != Rcode.NXDOMAIN) {
            return remember(
                    new Unknown("the name servers answer " + Rcode.string(code) + ", or the signatures are not valid"),
                    FAILED_SECONDS);
        }
        long seconds = answer.numBytes() > MAX_OCTETS ? 0 : secondsToLive(answer);
        return answer.getHeader().getFlag(Flags.AD)
                ? remember(signed(name, type, answer), seconds)
                : remember(new Unsigned(), seconds);
    }

    private static Remembered remember(Result result, long seconds) {
        return new Remembered(
                result, System.nanoTime() + Duration.ofSeconds(seconds).toNanos());
    }

    private static Signed signed(Name name, int type, Message answer) {
        List<Record> answers = answer.getSection(Section.ANSWER);
        Name current = name;
        for (int i = 0; i < MAX_ALIASES; i++) {
            Name owner = current;
            List<Record> found = answers.stream()
                    .filter(r -> r.getName().equals(owner) && r.getType() == type)
                    .toList();
            if (!found.isEmpty()) {
                return new Signed(found, owner.toString(true));
            }
            List<Name> targets = answers.stream()
                    .filter(r -> r.getName().equals(owner) && r instanceof CNAMERecord)
                    .map(r -> ((CNAMERecord) r).getTarget())
                    .toList();
            if (targets.isEmpty()) {
                break;
            }
            current = targets.get(0);
        }
        return new Signed(List.of(), current.toString(true));
    }

    /** RFC 2308 section 5: of an absence, what the SOA record says. */
    private static long secondsToLive(Message answer) {
        List<Record> records = new ArrayList<>(answer.getSection(Section.ANSWER));
        long least = LONGEST_SECONDS;
        if (records.isEmpty()) {
            for (Record record : answer.getSection(Section.AUTHORITY)) {
                if (record instanceof SOARecord soa) {
                    least = Math.min(least, Math.min(soa.getTTL(), soa.getMinimum()));
                }
            }
            return Math.max(1, least);
        }
        return Math.max(
                1,
                Math.min(least, records.stream().mapToLong(Record::getTTL).min().orElse(least)));
    }

    /** What came back. */
    public sealed interface Result {}

    /**
     * Signed, and valid.
     *
     * @param records empty if it is the absence that is signed
     * @param name behind all aliases
     */
    public record Signed(List<Record> records, String name) implements Result {

        public Signed {
            records = List.copyOf(records);
        }
    }

    /** Not signed; there may be such records or not. */
    public record Unsigned() implements Result {}

    /** Nobody could tell, or the signatures are wrong. */
    public record Unknown(String reason) implements Result {}
}
