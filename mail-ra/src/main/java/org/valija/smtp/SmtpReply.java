package org.valija.smtp;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.valija.EnhancedStatus;
import org.valija.Reply;

/** A reply as it goes over the wire: of any code, with one line or several (RFC 5321 section 4.2.1). Immutable. */
final class SmtpReply {

    private final int code;
    private final Optional<EnhancedStatus> status;
    private final List<String> lines;
    private final boolean clientError;
    /** Made once, since most replies are the same ones again and again. */
    private final byte[] octets;

    /**
     * @param code 200 to 599
     * @param status the enhanced status code; none where RFC 2034 section 4 wants none: in the greeting, in the answer to
     *     HELO and EHLO, and in 3xx
     * @param lines at least one
     * @param clientError whether it counts as an error of the client's
     */
    SmtpReply(int code, Optional<EnhancedStatus> status, List<String> lines, boolean clientError) {
        this.code = code;
        this.status = status;
        this.lines = List.copyOf(lines);
        this.clientError = clientError;
        this.octets = encode(code, status, this.lines);
    }

    /** RFC 6531 section 3.7.4.2 keeps replies in ASCII; what isn't comes from a handler and is masked. */
    private static byte[] encode(int code, Optional<EnhancedStatus> status, List<String> lines) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            out.append(code).append(i == lines.size() - 1 ? ' ' : '-');
            status.ifPresent(s -> out.append(s).append(' '));
            out.append(lines.get(i)).append("\r\n");
        }
        return out.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** A reply without enhanced status code. */
    static SmtpReply plain(int code, String... lines) {
        return new SmtpReply(code, Optional.empty(), List.of(lines), false);
    }

    static SmtpReply of(int code, String status, String... lines) {
        return new SmtpReply(code, Optional.of(EnhancedStatus.parse(status)), List.of(lines), false);
    }

    static SmtpReply of(Reply reply) {
        return new SmtpReply(reply.code(), Optional.of(reply.status()), List.of(reply.text()), false);
    }

    int code() {
        return code;
    }

    boolean clientError() {
        return clientError;
    }

    /** The same, counted as an error of the client's. */
    SmtpReply asClientError() {
        return new SmtpReply(code, status, lines, true);
    }

    /** RFC 5321 section 4.2.1: 421 says that we close the connection; 221 ends it as agreed. */
    boolean closes() {
        return code == 421 || code == 221;
    }

    /** The same for one of several recipients: the connection goes on. */
    SmtpReply forOneRecipient() {
        return code == 421 ? new SmtpReply(451, status, lines, clientError) : this;
    }

    /** The octets; not to be changed. */
    byte[] encode() {
        return octets;
    }

    /** One line for a log. */
    @Override
    public String toString() {
        return code + status.map(s -> " " + s).orElse("") + " " + String.join(" / ", lines);
    }
}
