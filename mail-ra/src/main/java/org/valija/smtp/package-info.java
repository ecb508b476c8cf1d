/**
 * The SMTP engine: listeners and sessions, the grammar, the spool.
 *
 * <p>It knows Netty, the JDK and the words of {@link org.valija} (address, envelope, client, reply); nothing of Jakarta
 * EE, of JCA or of what becomes of a message. It asks a {@link org.valija.smtp.MailHandler}.
 *
 * <p>The way of a message: {@code SmtpConnection} reads, and cuts the input with the decoders of {@code wire}; {@code
 * SmtpSession}, its {@code LoginDialogue} and its {@code MailDialogue} decide, without I/O, with the {@code Command} table and the {@code Replies};
 * the content goes through a {@code ContentReceiver} into a {@code spool}, and from there to the handler.
 */
package org.valija.smtp;
