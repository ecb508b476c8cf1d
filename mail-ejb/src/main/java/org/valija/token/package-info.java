/**
 * Access tokens for logins at smart hosts: fetched from their token endpoint (RFC 6749) and kept until shortly before they
 * expire. Nothing here knows SMTP, the queue or the database.
 */
package org.valija.token;
