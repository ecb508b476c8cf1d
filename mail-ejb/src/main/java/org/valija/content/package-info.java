/**
 * The octets of a message on their way out: in memory while it is small, in a file when it is not. What they mean (the
 * envelope, the next hop) is known elsewhere.
 */
package org.valija.content;
