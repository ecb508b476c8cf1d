package org.valija.outbound;

import java.util.Arrays;
import java.util.List;

/** A message in the ready queue whose envelope can't be read; with what is written there, as it is. */
final class UnreadableEnvelopeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String sender;
    private final String recipients;

    /** @param recipients one on each line */
    UnreadableEnvelopeException(String id, String sender, String recipients, RuntimeException cause) {
        super("The envelope of " + id + " can't be read: " + cause.getMessage(), cause);
        this.sender = sender;
        this.recipients = recipients;
    }

    String sender() {
        return sender;
    }

    List<String> recipients() {
        return Arrays.asList(recipients.split("\n"));
    }
}
