/**
 * Where the content of a message waits while it comes in and is delivered: in memory up to a threshold, then in a file,
 * within bounds for all messages together.
 *
 * <p>It knows the JDK and nothing of SMTP.
 */
package org.valija.smtp.spool;
