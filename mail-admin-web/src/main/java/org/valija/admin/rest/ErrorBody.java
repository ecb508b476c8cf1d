package org.valija.admin.rest;

/**
 * What the API answers when it does not do what it was asked.
 *
 * @param status the HTTP status
 * @param error a sentence
 * @param field the setting that is wrong, if it is one; else null
 */
public record ErrorBody(int status, String error, String field) {

    ErrorBody(int status, String error) {
        this(status, error, null);
    }
}
