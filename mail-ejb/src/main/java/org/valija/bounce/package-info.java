/**
 * Delivery status notifications (RFC 3461, 3464, 6522, 6533): how they are written, and in which words. Whether one is due,
 * and how it travels, is the queue's affair.
 */
package org.valija.bounce;
