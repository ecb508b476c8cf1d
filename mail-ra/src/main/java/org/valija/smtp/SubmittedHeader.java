package org.valija.smtp;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * The header of a message from a user (RFC 6409 section 8): {@code Date} and {@code Message-ID} are added at its end where
 * they are missing; nothing else is touched. Works on the content as it passes by, in any fragmentation, and keeps no more
 * of it than a field's name.
 */
final class SubmittedHeader {

    /** Of names that are looked for, with white space behind it. */
    private static final int LONGEST_NAME = 20;
    /** For what may be added. */
    private static final int ROOM = 256;

    private static final byte[] CRLF = {'\r', '\n'};

    /** What is looked for. */
    private enum Field {
        FROM,
        DATE,
        MESSAGE_ID;

        private final String text = name().replace('_', '-').toLowerCase(Locale.ROOT);
    }

    private enum State {
        /** At the start of a line. */
        LINE_START,
        /** Behind a CR at the start of a line: the end of the header, if a LF follows. */
        LINE_START_CR,
        /** In what may be a field's name. */
        NAME,
        /** Behind it. */
        REST,
        BODY
    }

    private final String messageId;
    private final Instant date;
    private final Set<Field> found = EnumSet.noneOf(Field.class);
    private final Set<String> added = new HashSet<>();
    private final StringBuilder name = new StringBuilder();
    private State state = State.LINE_START;

    /**
     * @param messageId the one to add, with its angle brackets
     * @param date the one to add
     */
    SubmittedHeader(String messageId, Instant date) {
        this.messageId = messageId;
        this.date = date;
    }

    /** Whether all that is still to come passes unchanged. */
    boolean isOver() {
        return state == State.BODY;
    }

    /** RFC 5322 section 3.6 wants one; asked when the header is over. */
    boolean lacksFrom() {
        return !found.contains(Field.FROM);
    }

    /** The names, in lower case, of the fields that the user's message had not; known when the header is over. */
    Set<String> added() {
        return Set.copyOf(added);
    }

    /**
     * @return the same octets, and at the end of the header those that were missing; a CR that may be that of the empty line
     *     comes with the next octets
     */
    byte[] complete(byte[] octets, int length) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(length + ROOM);
        for (int i = 0; i < length && state != State.BODY; i++) {
            byte octet = octets[i];
            if (state == State.LINE_START_CR && octet == '\n') {
                out.writeBytes(missing());
                out.write('\r');
                out.write(octets, i, length - i);
                state = State.BODY;
            } else if (state == State.LINE_START && octet == '\r') {
                state = State.LINE_START_CR;
            } else {
                if (state == State.LINE_START_CR) {
                    out.write('\r'); // it was alone
                    state = State.REST;
                }
                out.write(octet);
                look(octet);
            }
        }
        return out.toByteArray();
    }

    /**
     * The content ends, and all of it was header.
     *
     * @return what is still to be written
     */
    byte[] end() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(ROOM);
        if (state == State.NAME || state == State.REST) {
            out.writeBytes(CRLF); // the last line has no end
        }
        out.writeBytes(missing());
        if (state == State.LINE_START_CR) {
            out.write('\r');
        }
        state = State.BODY;
        return out.toByteArray();
    }

    private void look(byte octet) {
        if (octet == '\n') {
            state = State.LINE_START;
            return;
        }
        if (state == State.LINE_START) {
            name.setLength(0);
            state = octet == ' ' || octet == '\t' ? State.REST : State.NAME;
        }
        if (state == State.NAME) {
            inName(octet);
        }
    }

    private void inName(byte octet) {
        if (octet == ':') {
            String seen = name.toString().stripTrailing(); // RFC 5322 section 4.5: white space before the colon
            for (Field field : Field.values()) {
                if (field.text.equals(seen)) {
                    found.add(field);
                }
            }
            state = State.REST;
        } else if (name.length() == LONGEST_NAME) {
            state = State.REST; // none of those that are looked for
        } else {
            name.append(Character.toLowerCase((char) (octet & 0xff)));
        }
    }

    private byte[] missing() {
        StringBuilder fields = new StringBuilder();
        if (!found.contains(Field.DATE)) {
            added.add(Field.DATE.text);
            fields.append("Date: ").append(TraceHeader.date(date)).append("\r\n");
        }
        if (!found.contains(Field.MESSAGE_ID)) {
            added.add(Field.MESSAGE_ID.text);
            fields.append("Message-ID: ").append(messageId).append("\r\n");
        }
        return fields.toString().getBytes(StandardCharsets.US_ASCII);
    }
}
