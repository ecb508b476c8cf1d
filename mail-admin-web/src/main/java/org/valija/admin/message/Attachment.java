package org.valija.admin.message;

/**
 * A part of a message that is not its text or HTML.
 *
 * @param number counts the leaves of the message from 0
 * @param name a name for a file: the sender's without path and control characters, or one made up
 * @param type the media type that the sender claims, in lower case
 * @param size in octets, its transfer encoding undone
 */
public record Attachment(int number, String name, String type, long size) {}
