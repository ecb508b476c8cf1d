package org.valija.route;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DNSSEC;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSECRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** Signs the answers of a zone (RFC 4034) as a recursive name server passes them on, proofs of absence included. */
public final class ZoneSigner {

    private static final int TTL = 60;

    private final Name zone;
    private final KeyPair keys;
    private final DNSKEYRecord key;
    private final SOARecord soa;
    private final Set<Name> unsigned = new HashSet<>();
    private final Set<Name> forged = new HashSet<>();

    public ZoneSigner(String zone) throws IOException, GeneralSecurityException {
        this.zone = name(zone);
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        keys = generator.generateKeyPair();
        int flags = DNSKEYRecord.Flags.ZONE_KEY | DNSKEYRecord.Flags.SEP_KEY;
        try {
            key = new DNSKEYRecord(
                    this.zone,
                    DClass.IN,
                    TTL,
                    flags,
                    DNSKEYRecord.Protocol.DNSSEC,
                    DNSSEC.Algorithm.ECDSAP256SHA256,
                    keys.getPublic());
        } catch (DNSSEC.DNSSECException e) {
            throw new GeneralSecurityException(e);
        }
        soa = soa(this.zone);
    }

    /** What to trust, as in a zone file. */
    public String anchor() {
        return key.toString();
    }

    /** Delegates a subdomain to somebody who signs nothing. */
    public ZoneSigner delegateUnsigned(String name) throws IOException {
        unsigned.add(name(name));
        return this;
    }

    /** Lets the signatures of a name be wrong. */
    public ZoneSigner forge(String name) throws IOException {
        forged.add(name(name));
        return this;
    }

    private static SOARecord soa(Name zone) {
        return new SOARecord(zone, DClass.IN, TTL, zone, zone, 1, 3600, 600, 86400, TTL);
    }

    private Name unsignedAbove(Name name) {
        return unsigned.stream().filter(name::subdomain).findFirst().orElseThrow();
    }

    private static Name name(String text) throws TextParseException {
        return Name.fromString(text, Name.root);
    }

    void sign(Message answer, List<Record> records) {
        Record question = answer.getQuestion();
        Name name = question.getName();
        if (!name.subdomain(zone)) {
            return;
        }
        if (isUnsigned(name, question.getType())) {
            if (answer.getSection(Section.ANSWER).isEmpty()) {
                answer.addRecord(soa(unsignedAbove(name)), Section.AUTHORITY);
            }
            return;
        }
        if (question.getType() == Type.DNSKEY && name.equals(zone)) {
            answer.addRecord(key, Section.ANSWER);
            answer.getHeader().setRcode(Rcode.NOERROR);
        }
        followAliases(answer, question.getType(), records);
        for (RRset set : List.copyOf(answer.getSectionRRsets(Section.ANSWER))) {
            if (!isUnsigned(set.getName(), set.getType())) {
                answer.addRecord(signature(set), Section.ANSWER);
            }
        }
        if (answer.getSection(Section.ANSWER).isEmpty()) {
            proveAbsence(answer, name, records);
        }
    }

    private boolean isUnsigned(Name name, int type) {
        return unsigned.stream().anyMatch(sub -> name.subdomain(sub) && !(name.equals(sub) && type == Type.DS));
    }

    private static void followAliases(Message answer, int type, List<Record> records) {
        for (Record record : List.copyOf(answer.getSection(Section.ANSWER))) {
            if (record instanceof CNAMERecord alias && type != Type.CNAME) {
                records.stream()
                        .filter(r -> r.getName().equals(alias.getTarget()) && r.getType() == type)
                        .forEach(r -> answer.addRecord(r, Section.ANSWER));
            }
        }
    }

    private void proveAbsence(Message answer, Name name, List<Record> records) {
        answer.addRecord(soa, Section.AUTHORITY);
        answer.addRecord(signature(new RRset(soa)), Section.AUTHORITY);
        Map<Name, TreeSet<Integer>> types = types(records);
        List<Name> names = new ArrayList<>(types.keySet());
        boolean exists = types.containsKey(name);
        answer.getHeader().setRcode(exists ? Rcode.NOERROR : Rcode.NXDOMAIN);
        Set<Name> proofs = new HashSet<>();
        proofs.add(before(names, name));
        if (!exists) {
            Name encloser = name;
            while (!types.containsKey(encloser)) {
                encloser = new Name(encloser, 1);
            }
            try {
                proofs.add(before(names, Name.fromString("*", encloser)));
            } catch (TextParseException e) {
                throw new IllegalStateException(e);
            }
        }
        for (Name owner : proofs) {
            Name next = names.get((names.indexOf(owner) + 1) % names.size());
            int[] bits = types.get(owner).stream().mapToInt(Integer::intValue).toArray();
            NSECRecord proof = new NSECRecord(owner, DClass.IN, TTL, next, bits);
            answer.addRecord(proof, Section.AUTHORITY);
            answer.addRecord(signature(new RRset(proof)), Section.AUTHORITY);
        }
    }

    private static Name before(List<Name> names, Name name) {
        Name last = names.get(0);
        for (Name candidate : names) {
            if (candidate.compareTo(name) <= 0) {
                last = candidate;
            }
        }
        return last;
    }

    /** By name, in canonical order. */
    private Map<Name, TreeSet<Integer>> types(List<Record> records) {
        Map<Name, TreeSet<Integer>> types = new TreeMap<>();
        types.put(zone, new TreeSet<>(Set.of(Type.SOA, Type.NS, Type.DNSKEY)));
        unsigned.forEach(sub -> types.put(sub, new TreeSet<>(Set.of(Type.NS))));
        records.stream()
                .filter(record -> record.getName().subdomain(zone) && !isUnsigned(record.getName(), record.getType()))
                .forEach(record -> types.computeIfAbsent(record.getName(), n -> new TreeSet<>())
                        .add(record.getType()));
        types.values().forEach(set -> set.addAll(Set.of(Type.RRSIG, Type.NSEC)));
        return types;
    }

    private Record signature(RRset set) {
        Instant now = Instant.now();
        // A forged one has ended long ago.
        Instant end = forged.contains(set.getName()) ? now.minus(Duration.ofDays(1)) : now.plus(Duration.ofDays(1));
        try {
            return DNSSEC.sign(set, key, keys.getPrivate(), now.minus(Duration.ofDays(2)), end);
        } catch (DNSSEC.DNSSECException e) {
            throw new IllegalStateException(e);
        }
    }
}
