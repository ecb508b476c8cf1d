package org.valija.dkim;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The ARC sets that a message carries (RFC 8617 section 4.2). It fails closed: whatever is not as it should be breaks the
 * chain.
 */
final class ArcChain {

    /** RFC 8617 section 4.2.1. */
    static final int MAX_INSTANCE = 50;

    static final String RESULTS = "ARC-Authentication-Results";
    static final String MESSAGE_SIGNATURE = "ARC-Message-Signature";
    static final String SEAL = "ARC-Seal";

    /** The state of a chain (RFC 8617 section 4.4), as the tag {@code cv} has it. */
    enum Status {
        NONE("none"),
        PASS("pass"),
        FAIL("fail");

        private final String tag;

        Status(String tag) {
            this.tag = tag;
        }

        String tag() {
            return tag;
        }
    }

    /** RFC 8617 section 4.1.1: the instance comes first. */
    private static final Pattern INSTANCE_OF_RESULTS =
            Pattern.compile("[ \t\r\n]*i[ \t\r\n]*=[ \t\r\n]*(\\d{1,2})[ \t\r\n]*;.*", Pattern.DOTALL);

    /**
     * What one hop has added.
     *
     * @param seal parsed
     * @param message parsed
     */
    private record ArcSet(HeaderField results, CarriedSignature message, CarriedSignature seal) {

        /** RFC 8617 section 5.1.1: in this order. */
        String canonical(boolean last) {
            HeaderField sealed = last ? seal.unsigned() : seal.field();
            return results.relaxed() + "\r\n" + message.field().relaxed() + "\r\n" + sealed.relaxed()
                    + (last ? "" : "\r\n");
        }
    }

    private final int highest;
    private final List<ArcSet> sets;
    private final boolean sealedAsFailed;
    private final Optional<MessageSignature> newest;

    private ArcChain(int highest, List<ArcSet> sets, boolean sealedAsFailed, Optional<MessageSignature> newest) {
        this.highest = highest;
        this.sets = sets;
        this.sealedAsFailed = sealedAsFailed;
        this.newest = newest;
    }

    /** Reads the chain of a message. */
    static ArcChain of(List<HeaderField> header) {
        int highest = 0;
        for (HeaderField field : header) {
            if (isOfArc(field)) {
                highest = Math.max(highest, instance(field).orElse(1));
            }
        }
        boolean failed = isSealedAsFailed(header, highest);
        try {
            List<ArcSet> sets = failed ? List.of() : checked(sets(header, highest));
            Optional<MessageSignature> newest = sets.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            MessageSignature.arc(sets.get(highest - 1).message().field()));
            return new ArcChain(highest, sets, failed, newest);
        } catch (UnverifiableException e) {
            return new ArcChain(highest, List.of(), failed, Optional.empty());
        }
    }

    /** RFC 8617 section 5.2, step 2, however the rest of it is. */
    private static boolean isSealedAsFailed(List<HeaderField> header, int highest) {
        return header.stream()
                .filter(field -> field.isNamed(SEAL))
                .filter(field -> instance(field).filter(i -> i == highest).isPresent())
                .map(field -> TagList.parse(field.body()))
                .flatMap(Optional::stream)
                .anyMatch(tags -> isSealed(tags, Status.FAIL));
    }

    private static boolean isOfArc(HeaderField field) {
        return field.isNamed(RESULTS) || field.isNamed(MESSAGE_SIGNATURE) || field.isNamed(SEAL);
    }

    private static Optional<Integer> instance(HeaderField field) {
        Optional<String> number;
        if (field.isNamed(RESULTS)) {
            Matcher begin = INSTANCE_OF_RESULTS.matcher(field.body());
            number = begin.matches() ? Optional.of(begin.group(1)) : Optional.empty();
        } else {
            number = TagList.parse(field.body()).flatMap(tags -> tags.compact("i"));
        }
        return number.filter(text -> text.matches("\\d{1,2}"))
                .map(Integer::valueOf)
                .filter(i -> i >= 1 && i <= MAX_INSTANCE);
    }

    /** RFC 8617 section 5.2, steps 1 and 3: one of each kind for each instance, without a gap. */
    private static List<ArcSet> sets(List<HeaderField> header, int highest) throws UnverifiableException {
        TreeMap<Integer, HeaderField> results = named(RESULTS, header);
        TreeMap<Integer, HeaderField> messages = named(MESSAGE_SIGNATURE, header);
        TreeMap<Integer, HeaderField> seals = named(SEAL, header);
        if (results.size() != highest || messages.size() != highest || seals.size() != highest) {
            throw new UnverifiableException("a set is incomplete");
        }
        List<ArcSet> sets = new ArrayList<>();
        for (int i = 1; i <= highest; i++) {
            sets.add(new ArcSet(
                    results.get(i), CarriedSignature.parse(messages.get(i)), CarriedSignature.parse(seals.get(i))));
        }
        return sets;
    }

    private static TreeMap<Integer, HeaderField> named(String name, List<HeaderField> header)
            throws UnverifiableException {
        TreeMap<Integer, HeaderField> fields = new TreeMap<>();
        for (HeaderField field : header) {
            if (field.isNamed(name)) {
                int instance = instance(field).orElseThrow(() -> new UnverifiableException("no instance"));
                if (fields.put(instance, field) != null) {
                    throw new UnverifiableException("an instance is there twice");
                }
            }
        }
        return fields;
    }

    /** RFC 8617 section 5.2, step 3: the first seal says that there was no chain, each other one that it was good. */
    private static List<ArcSet> checked(List<ArcSet> sets) throws UnverifiableException {
        for (int i = 0; i < sets.size(); i++) {
            if (!isSealed(sets.get(i).seal().tags(), i == 0 ? Status.NONE : Status.PASS)
                    || sets.get(i).seal().tags().value("h").isPresent()) { // section 4.1.3
                throw new UnverifiableException("a seal is not as it should be");
            }
        }
        return sets;
    }

    private static boolean isSealed(TagList seal, Status status) {
        return seal.compact("cv").filter(status.tag()::equalsIgnoreCase).isPresent();
    }

    /** The instance of the newest set, 0 if there is none. */
    int highest() {
        return highest;
    }

    /** Whether a hop has found it broken: nothing more is added then (RFC 8617 section 5.1). */
    boolean isSealedAsFailed() {
        return sealedAsFailed;
    }

    /** The signature that tells whether the message has changed since the newest set; its body is to be read before. */
    Optional<MessageSignature> newest() {
        return newest;
    }

    /** The names of the keys that are needed to tell. */
    Set<String> keyNames() {
        Set<String> names = new LinkedHashSet<>();
        for (ArcSet set : sets) {
            names.add(set.seal().keyName());
        }
        if (!sets.isEmpty()) {
            names.add(sets.get(highest - 1).message().keyName());
        }
        return names;
    }

    /**
     * How it is (RFC 8617 section 5.2).
     *
     * @param header of the message, whose body has been read
     * @return empty if a key could not be looked up
     */
    Optional<Status> status(List<HeaderField> header, PublicKeys.Found keys) {
        if (highest == 0) {
            return Optional.of(Status.NONE);
        }
        if (sets.isEmpty()) {
            return Optional.of(Status.FAIL);
        }
        MessageSignature message = newest.orElseThrow();
        if (keys.isUnknown(message.signature()) || sets.stream().anyMatch(set -> keys.isUnknown(set.seal()))) {
            return Optional.empty();
        }
        try {
            boolean good = message.isOf(header, keys.recordOf(message.signature()));
            for (int i = sets.size(); good && i > 0; i--) {
                CarriedSignature seal = sets.get(i - 1).seal();
                good = seal.isOf(canonical(i), keys.recordOf(seal).keyFor(seal));
            }
            return Optional.of(good ? Status.PASS : Status.FAIL);
        } catch (UnverifiableException e) {
            return Optional.of(Status.FAIL);
        }
    }

    /** What the seal of an instance signs: all sets up to it, and its own without the signature. */
    private String canonical(int instance) {
        StringBuilder canonical = new StringBuilder();
        for (int i = 1; i <= instance; i++) {
            canonical.append(sets.get(i - 1).canonical(i == instance));
        }
        return canonical.toString();
    }

    /** What a new seal signs before its own set. */
    String canonical() {
        StringBuilder canonical = new StringBuilder();
        sets.forEach(set -> canonical.append(set.canonical(false)));
        return canonical.toString();
    }
}
