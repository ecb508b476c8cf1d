/**
 * Mail authentication on the way out: DKIM signatures (RFC 6376, RFC 8463), their keys in the database, and the DNS records
 * that belong to them; and ARC seals for what is relayed (RFC 8617), for which the signatures that a message came with are
 * verified. Nothing here knows the queue or a next hop.
 */
package org.valija.dkim;
