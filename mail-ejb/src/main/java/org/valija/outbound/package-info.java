/**
 * The outbound queue: what {@code MailSender} puts into it, the workers that take from it, the store of what waits, and
 * the bounces of what never arrived.
 */
package org.valija.outbound;
