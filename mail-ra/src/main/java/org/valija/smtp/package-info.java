/**
 * The SMTP engine: listeners and sessions, the grammar, the spool.
 *
 * <p>It knows Netty, the JDK and the words of {@link org.valija} (address, envelope, client, reply); nothing of Jakarta
 * EE, of JCA or of what becomes of a message. It asks a {@link org.valija.smtp.MailHandler}.
 */
package org.valija.smtp;
