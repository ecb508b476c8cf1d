package org.valija.dkim;

/** The simple form of a body (RFC 6376 section 3.4.3): as it is, but for empty lines at its end. */
final class SimpleBody extends CanonicalBody {

    /** @param limit how many octets count */
    SimpleBody(long limit) {
        super(limit);
    }

    @Override
    void octet(byte b) {
        inLine();
        put(b);
    }

    /** An empty one is a line's end. */
    @Override
    byte[] hash() {
        if (size() == 0) {
            newLine();
        }
        return super.hash();
    }
}
