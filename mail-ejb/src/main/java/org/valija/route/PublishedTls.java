package org.valija.route;

import java.util.List;
import java.util.Objects;

/**
 * What the owners of a destination and of its host have published about TLS there.
 *
 * @param kind what counts of it
 * @param authentic whether we know for sure that this is the destination's host: by DNSSEC, by a policy that is enforced, or
 *     because the administrator has named it
 * @param domain whose mail it is; empty for a smart host
 * @param serverName what the host is told to show a certificate for, and the name in it; empty for the host's own
 * @param tlsa the usable TLSA records, for {@link Kind#DANE}
 * @param policy the lines of the MTA-STS policy, if there is one
 */
public record PublishedTls(
        Kind kind, boolean authentic, String domain, String serverName, List<Tlsa> tlsa, List<String> policy) {

    /** A host that the administrator has named, or that is the address in the recipient's own address. */
    public static final PublishedTls NAMED = nothing("", true);

    /** A host from MX records that nobody vouches for. */
    public static final PublishedTls UNKNOWN = nothing("", false);

    /** What a host is to do, from the least to the most. */
    public enum Kind {
        /** There is nothing, or nothing that counts. */
        NONE,
        /** MTA-STS, mode testing: whether the host would be fine is only reported (RFC 8461 section 5). */
        MTA_STS_TESTING,
        /** The same, and the host is none of those in the policy. */
        MTA_STS_TESTING_OTHER_HOST,
        /** MTA-STS, mode enforce: a certificate of a trusted authority for the host's name. */
        MTA_STS,
        /** TLSA records of which none is usable: encryption, with any certificate (RFC 7672 section 2.2). */
        DANE_UNUSABLE,
        /** The certificate must match a TLSA record. */
        DANE
    }

    public PublishedTls {
        Objects.requireNonNull(kind, "kind");
        tlsa = List.copyOf(tlsa);
        policy = List.copyOf(policy);
    }

    public static PublishedTls nothing(String domain, boolean authentic) {
        return new PublishedTls(Kind.NONE, authentic, domain, "", List.of(), List.of());
    }

    public static PublishedTls sts(Kind kind, boolean authentic, String domain, List<String> policy) {
        return new PublishedTls(kind, authentic, domain, "", List.of(), policy);
    }

    /** @param usable empty for mandatory encryption without authentication */
    public static PublishedTls dane(String domain, String serverName, List<Tlsa> usable) {
        return new PublishedTls(
                usable.isEmpty() ? Kind.DANE_UNUSABLE : Kind.DANE, true, domain, serverName, usable, List.of());
    }

    /** Whether there is to be no delivery without TLS. */
    public boolean isMandatory() {
        return kind.compareTo(Kind.MTA_STS) >= 0;
    }

    /** Whether a trial of a policy is under way, which must stop no mail. */
    public boolean isTesting() {
        return kind == Kind.MTA_STS_TESTING || kind == Kind.MTA_STS_TESTING_OTHER_HOST;
    }

    /** Who asks for it, for a sentence; empty if nobody does. */
    public String author() {
        return switch (kind) {
            case NONE -> "";
            case MTA_STS_TESTING, MTA_STS_TESTING_OTHER_HOST -> "the MTA-STS policy of " + domain + " (testing)";
            case MTA_STS -> "the MTA-STS policy of " + domain;
            case DANE_UNUSABLE, DANE -> "DANE (TLSA records of the host)";
        };
    }

    /** Equal for those to whom the same connection is good enough, whosesoever mail it carries. */
    public String requirement() {
        return switch (kind) {
            case NONE, MTA_STS_TESTING, MTA_STS_TESTING_OTHER_HOST -> "";
            case MTA_STS -> "MTA-STS";
            case DANE_UNUSABLE -> "DANE, any certificate";
            // Where an authority vouches, its certificate may name the domain (RFC 7672 section 3.2.3): it is good for
            // that one only.
            case DANE ->
                "DANE " + serverName + " " + tlsa
                        + (tlsa.stream().anyMatch(Tlsa::isOfAuthority) ? " for " + domain : "");
        };
    }
}
