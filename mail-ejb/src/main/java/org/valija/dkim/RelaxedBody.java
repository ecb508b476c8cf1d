package org.valija.dkim;

/** The relaxed form of a body (RFC 6376 section 3.4.4). */
final class RelaxedBody extends CanonicalBody {

    private boolean space;

    /** Of a whole body. */
    RelaxedBody() {
        this(Long.MAX_VALUE);
    }

    /** @param limit how many octets count */
    RelaxedBody(long limit) {
        super(limit);
    }

    @Override
    void octet(byte b) {
        if (b == ' ' || b == '\t') {
            space = true;
            return;
        }
        inLine();
        if (space) {
            put((byte) ' ');
            space = false;
        }
        put(b);
    }

    @Override
    void endOfLine() {
        space = false; // at the end of a line it does not count
        super.endOfLine();
    }
}
