package org.valija.smtp;

import java.nio.charset.StandardCharsets;
import org.valija.smtp.wire.LineBreakSearch;

/**
 * Watches the content of a message pass by, in any fragmentation: is there a CR or LF alone in it, and how many Received
 * fields does its header have?
 */
final class ContentInspector {

    private static final byte[] RECEIVED = "received:".getBytes(StandardCharsets.US_ASCII);

    private boolean bareLineBreak;
    private boolean afterCr;
    private boolean inHeader = true;
    /** How much of {@code Received:} the line begins with. */
    private int matched;

    private int column;
    private int receivedFields;

    void inspect(byte[] octets, int length) {
        int i = 0;
        while (i < length) {
            if (!inHeader && !afterCr) {
                i = LineBreakSearch.next(octets, i, length);
                if (i == length) {
                    return;
                }
            }
            inspect(octets[i++]);
        }
    }

    private void inspect(byte octet) {
        if (octet == '\n') {
            bareLineBreak |= !afterCr;
            endOfLine();
            return;
        }
        bareLineBreak |= afterCr;
        afterCr = octet == '\r';
        if (inHeader && !afterCr) {
            match(octet);
            column++;
        }
    }

    private void match(byte octet) {
        if (matched == column && matched < RECEIVED.length && lower(octet) == RECEIVED[matched]) {
            matched++;
            if (matched == RECEIVED.length) {
                receivedFields++;
            }
        }
    }

    private void endOfLine() {
        if (inHeader && column == 0) {
            inHeader = false;
        }
        afterCr = false;
        column = 0;
        matched = 0;
    }

    private static int lower(byte octet) {
        return octet >= 'A' && octet <= 'Z' ? octet + ('a' - 'A') : octet;
    }

    /** Known for certain at the end only: a CR may still wait for its LF. */
    boolean hasBareLineBreak() {
        return bareLineBreak || afterCr;
    }

    int receivedFields() {
        return receivedFields;
    }
}
