package org.valija.dkim;

import java.util.List;

/**
 * What a look-up of a key's record has found.
 *
 * @param finding in a word
 * @param sentence for the administrator: what it is, and what to do
 * @param found the TXT records that are there, as they are: a stranger may have written them
 */
public record RecordCheck(Finding finding, String sentence, List<String> found) {

    /** How the record is. */
    public enum Finding {
        /** It is there, and verifiers will find the key. */
        RIGHT,
        /** There is none. */
        MISSING,
        /** There is another one. */
        DIFFERENT,
        /** There is more than one, and what verifiers do then is undefined (RFC 6376 section 3.6.2.2). */
        SEVERAL,
        /** The key was revoked: {@code p=} is empty (section 3.6.1). */
        REVOKED,
        /** No name server could tell. */
        NO_ANSWER
    }

    public RecordCheck {
        found = List.copyOf(found);
    }

    public boolean isRight() {
        return finding == Finding.RIGHT;
    }
}
