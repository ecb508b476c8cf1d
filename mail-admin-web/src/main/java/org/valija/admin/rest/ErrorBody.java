package org.valija.admin.rest;

/**
 * What the API answers when it does not do what it was asked.
 *
 * @param status the HTTP status
 * @param error a sentence
 */
public record ErrorBody(int status, String error) {}
