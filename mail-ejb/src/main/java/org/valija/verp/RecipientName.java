package org.valija.verp;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.valija.MailAddress;

/** What a recipient is called in a return address. */
public final class RecipientName {

    /** 40 bits: it only has to tell the recipients of one message apart. */
    static final int LENGTH = 5;

    /** For several recipients. */
    static final byte[] NOBODY = new byte[LENGTH];

    private final ReturnKey key;
    private final byte[] octets;

    RecipientName(ReturnKey key, byte[] octets) {
        this.key = key;
        this.octets = octets.clone();
    }

    static byte[] octets(ReturnKey key, MailAddress recipient) {
        return key.name(recipient.toString().getBytes(StandardCharsets.UTF_8), LENGTH);
    }

    boolean isOf(MailAddress recipient) {
        return Arrays.equals(octets, octets(key, recipient));
    }
}
