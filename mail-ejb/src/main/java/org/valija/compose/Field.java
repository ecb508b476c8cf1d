package org.valija.compose;

/**
 * A part of what an application hands over, as a refusal names it.
 *
 * @param name as from {@link org.valija.InvalidMailException#field()}
 * @param what begins a sentence about it, such as {@code "The subject"}
 */
record Field(String name, String what) {

    static Field header(String name) {
        return new Field(name, "The header field " + name);
    }

    @Override
    public String toString() {
        return what;
    }
}
