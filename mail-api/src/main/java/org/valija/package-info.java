/**
 * What an application compiles against: the listener for received mail, the sender, the events of what became of a message,
 * and the words of the field (address, envelope, client, reply).
 *
 * <p>Nothing here knows a server product, Netty or mime4j; nothing here does I/O of its own. What the parts of Valija
 * say to each other lives in {@link org.valija.spi}, not here.
 */
package org.valija;
