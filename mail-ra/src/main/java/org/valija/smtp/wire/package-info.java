/**
 * Octets from the network cut into what a session understands: lines, and the content of a message.
 *
 * <p>Small state machines that take input in any fragmentation and never hold more than their limit. They know Netty's
 * buffers and nothing of sessions.
 */
package org.valija.smtp.wire;
