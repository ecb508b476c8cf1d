/**
 * Delivery status notifications (RFC 3461, 3464, 6522): how they are written. Whether one is due, and how it travels, is
 * the queue's affair.
 */
package org.valija.bounce;
