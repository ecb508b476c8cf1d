/**
 * The JCA side of the resource adapter: activated beans, the choice of those that a recipient is for, deliveries by the
 * server's WorkManager, logins by security inflow, and the view of a message that beans get.
 *
 * <p>It stands behind the SMTP engine as its {@link org.valija.smtp.MailHandler}; the engine does not know this package.
 * It meets mail-ejb only in {@link org.valija.spi}.
 */
package org.valija.ra;
