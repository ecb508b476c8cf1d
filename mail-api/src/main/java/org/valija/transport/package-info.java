/**
 * Valija as a transport of Jakarta Mail, so that code that knows nothing of Valija sends by it. Jakarta Mail finds it by
 * {@code META-INF/javamail.providers} or {@code META-INF/services}; only configuration names these classes.
 *
 * <p>Nothing here composes or queues: a message goes to {@link org.valija.MailSender} as it is, with its envelope and its
 * options.
 */
package org.valija.transport;
