/**
 * Reports about TLS between mail hosts (RFC 8460): those that we send about sessions with others, and those that others send
 * about sessions with us.
 */
package org.valija.tlsreport;
