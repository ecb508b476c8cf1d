/**
 * What destinations publish about TLS at their mail hosts: DANE (RFC 7672) and MTA-STS (RFC 8461), looked up, validated and
 * remembered. Nothing here opens an SMTP connection; who checks certificates is in {@link org.valija.delivery}.
 */
package org.valija.tlspolicy;
