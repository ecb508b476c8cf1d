package org.valija;

import java.io.IOException;
import java.io.InputStream;

/**
 * Takes the parts of a message as {@link ReceivedMail#parse} comes to them. Multiparts and embedded messages are walked
 * through: only their leaves have a body.
 */
@FunctionalInterface
public interface PartHandler {

    /**
     * Called for each leaf.
     *
     * @param part what its header says
     * @param body the content with its transfer encoding (base64, quoted-printable) undone; not in the part's charset
     *     but in octets. Valid during this call; what is not read is skipped
     */
    void part(Part part, InputStream body) throws IOException;

    /**
     * Called for each header field of the message itself, before the parts.
     *
     * @param name as the sender wrote it
     * @param value unfolded; encoded words (RFC 2047) are left as they are
     */
    default void header(String name, String value) throws IOException {}

    /**
     * What the header of a part says.
     *
     * @param depth 0 for the message itself, 1 for the parts of its multipart, and so on
     * @param mediaType in lower case, such as {@code text/plain}
     * @param charset as the part names it, or {@code us-ascii} (RFC 2045 section 5.2); not checked
     * @param fileName the name that the sender gave it, or null; untrusted: never use it as a path
     * @param attachment whether the sender marked it as an attachment (RFC 2183)
     * @param contentId without its brackets, or null
     */
    record Part(int depth, String mediaType, String charset, String fileName, boolean attachment, String contentId) {}
}
