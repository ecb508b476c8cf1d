package org.valija.delivery;

import java.util.Optional;
import org.valija.EnhancedStatus;

/**
 * Why a recipient did not get a message.
 *
 * @param status class 4 or 5
 * @param host the next hop that it failed at, if it came to that
 * @param reply what the next hop has answered, if it did
 * @param reason a printable sentence
 */
public record Failure(EnhancedStatus status, Optional<String> host, Optional<RemoteReply> reply, String reason) {

    public Failure {
        reason = RemoteReply.oneLine(reason);
    }

    /** A failure on our side of the wire. */
    public static Failure local(EnhancedStatus status, String reason) {
        return new Failure(status, Optional.empty(), Optional.empty(), reason);
    }

    static Failure noReply(String host, String reason) {
        // RFC 3463 section 3.5: 4.4.2, bad connection
        return new Failure(new EnhancedStatus(4, 4, 2), Optional.of(host), Optional.empty(), host + ": " + reason);
    }

    /**
     * No TLS as somebody asks for it. RFC 3463 section 3.8: 4.7.4, security features not supported; 4.7.5, cryptographic
     * failure.
     *
     * @param offered whether the host has offered TLS
     * @param author who asks for it
     */
    static Failure tls(String host, boolean offered, String author, String reason) {
        return new Failure(
                new EnhancedStatus(4, 7, offered ? 5 : 4),
                Optional.of(host),
                Optional.empty(),
                host + ": " + author + " asks for TLS" + (offered ? ", which failed: " : ", and ") + reason);
    }

    /** RFC 8689 section 5: 5.7.30, REQUIRETLS support required. */
    static Failure noTls(String host, String reason) {
        return new Failure(
                new EnhancedStatus(5, 7, 30),
                Optional.of(host),
                Optional.empty(),
                host + " can't take a message that is for TLS only: " + reason);
    }

    boolean isPermanent() {
        return status.statusClass() == 5;
    }

    static Failure reply(String host, RemoteReply reply) {
        EnhancedStatus status = reply.status().orElseGet(() -> new EnhancedStatus(reply.isPermanent() ? 5 : 4, 0, 0));
        return new Failure(status, Optional.of(host), Optional.of(reply), host + " answered: " + reply);
    }

    @Override
    public String toString() {
        return reason;
    }
}
