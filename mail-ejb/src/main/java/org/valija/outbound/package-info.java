/**
 * The outbound queue: what {@code MailSender} puts into it, the workers that take from it, the store of what waits,
 * the bounces of what never arrived, and the events that tell applications of each.
 */
package org.valija.outbound;
