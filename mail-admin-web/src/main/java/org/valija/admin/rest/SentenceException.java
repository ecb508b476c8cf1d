package org.valija.admin.rest;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;

/** A refusal that the caller is told in a sentence of ours. */
class SentenceException extends WebApplicationException {

    private static final long serialVersionUID = 1L;

    SentenceException(Response.Status status, String sentence) {
        super(sentence, status);
    }
}
