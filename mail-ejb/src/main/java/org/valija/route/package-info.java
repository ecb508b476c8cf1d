/**
 * What decides the next hop of a recipient: the routes, in the database, and the look-up of MX records. Nothing here
 * opens an SMTP connection.
 */
package org.valija.route;
