/**
 * What became of messages that were sent: written behind the deliveries, so that none waits for it, and found by whoever asks
 * where a message is. Nothing here knows the queue.
 */
package org.valija.trace;
