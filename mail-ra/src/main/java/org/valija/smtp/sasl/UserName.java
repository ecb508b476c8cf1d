package org.valija.smtp.sasl;

import com.ongres.saslprep.SASLprep;
import java.util.Optional;

/** Names as the realm gets them: prepared by SASLprep (RFC 4013), so that one name has one spelling. */
final class UserName {

    /** Longer ones are no names; and every one of them is kept for a while by whoever counts failures. */
    static final int MAX_LENGTH = 255;

    private static final SASLprep PROFILE = new SASLprep();

    private UserName() {}

    /** @return empty if the name is empty, too long, or has characters that no name has */
    static Optional<String> prepare(String name) {
        if (name.isEmpty() || name.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        try {
            // As a "stored" string: unassigned code points are refused, and no realm has them.
            return Optional.of(PROFILE.prepareStored(name)).filter(prepared -> !prepared.isEmpty());
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            // The latter where nothing is left of the name, which the library does not expect.
            return Optional.empty();
        }
    }
}
