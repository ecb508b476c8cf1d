package org.valija.delivery;

/** Header fields that go before a message, such as its signatures. */
@FunctionalInterface
public interface AddedFields {

    /**
     * Makes them.
     *
     * @return in ASCII, each with its CRLF; possibly nothing
     * @throws NotReadyException if the message must not leave now
     */
    byte[] make() throws NotReadyException;
}
