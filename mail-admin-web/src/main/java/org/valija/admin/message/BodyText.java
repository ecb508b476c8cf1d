package org.valija.admin.message;

/**
 * A text body.
 *
 * @param text the beginning of it, or all
 * @param cut whether there is more than {@code text}
 */
public record BodyText(String text, boolean cut) {}
