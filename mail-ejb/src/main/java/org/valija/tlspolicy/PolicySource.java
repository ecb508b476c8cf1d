package org.valija.tlspolicy;

/** Where policies come from. */
@FunctionalInterface
interface PolicySource {

    /** Fetches one; takes a bounded time. */
    StsPolicy fetch(String domain) throws PolicyException;
}
