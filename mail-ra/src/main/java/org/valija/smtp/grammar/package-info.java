/**
 * The grammar of SMTP commands: octets of a line in, typed arguments out, or the reason why not.
 *
 * <p>One strict parser for all commands. It knows what an envelope is, and nothing of sessions, replies or
 * sockets.
 */
package org.valija.smtp.grammar;
