package org.valija.compose;

/** How a text is written (RFC 2045 section 6): as it is where that can be, or else in what is the shorter of two encodings. */
enum TransferEncoding {
    /** ASCII, in lines that any host takes. */
    SEVEN_BIT("7bit"),
    QUOTED_PRINTABLE("quoted-printable"),
    BASE64("base64");

    /** RFC 5321 section 4.5.3.1.6: octets of a line, without the CRLF. */
    private static final int LONGEST_LINE = 998;

    private final String token;

    TransferEncoding(String token) {
        this.token = token;
    }

    /** As it stands in the Content-Transfer-Encoding field. */
    String token() {
        return token;
    }

    /** @param octets a text whose lines end with CRLF */
    static TransferEncoding ofText(byte[] octets) {
        int outsideAscii = 0;
        int lineStart = 0;
        boolean longLine = false;
        for (int i = 0; i < octets.length; i++) {
            if (octets[i] == '\n') {
                lineStart = i + 1;
            } else if (octets[i] <= 0) {
                outsideAscii++; // or NUL, which 7bit does not allow (RFC 2045 section 2.7)
            }
            longLine |= octets[i] != '\r' && i - lineStart >= LONGEST_LINE;
        }
        if (outsideAscii == 0 && !longLine) {
            return SEVEN_BIT;
        }
        return outsideAscii > octets.length / 2 ? BASE64 : QUOTED_PRINTABLE;
    }
}
