package org.valija.shaping;

/**
 * A limit, and why it holds.
 *
 * @param limit its name, as in JSON
 * @param value as an administrator writes it
 * @param by which rule or setting decides
 */
public record Decided(String limit, String value, String by) {}
