/**
 * What clients do together by the network that they come from: how many there are at once, and how fast. Its memory has a
 * bound, whoever connects.
 *
 * <p>It knows addresses and nothing of SMTP.
 */
package org.valija.smtp.network;
