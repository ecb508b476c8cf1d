package org.valija.admin.message;

/**
 * A field of the message's header.
 *
 * @param name as it was written
 * @param value unfolded and decoded (RFC 2047), cut after {@link MessageReader#MAX_HEADER_VALUE} characters
 */
public record HeaderField(String name, String value) {}
