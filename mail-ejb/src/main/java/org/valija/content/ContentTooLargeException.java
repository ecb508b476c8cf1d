package org.valija.content;

import java.io.IOException;

/** More octets than the limit allows. */
public class ContentTooLargeException extends IOException {

    private static final long serialVersionUID = 1L;

    public ContentTooLargeException(long limit) {
        super("The message is larger than the limit of " + limit + " octets");
    }
}
