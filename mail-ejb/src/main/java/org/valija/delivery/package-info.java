/**
 * The SMTP client: takes a message to a next hop and tells for each recipient what became of it. Nothing here knows the
 * queue, a transaction or the database, and nothing is tried again here.
 */
package org.valija.delivery;
