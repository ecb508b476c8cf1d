/**
 * Mail authentication on the way out: DKIM signatures (RFC 6376, RFC 8463), their keys in the database, and the DNS records
 * that belong to them. Header fields that vouch for a message in another way (ARC) belong here, too. Nothing here knows the
 * queue or a next hop.
 */
package org.valija.dkim;
