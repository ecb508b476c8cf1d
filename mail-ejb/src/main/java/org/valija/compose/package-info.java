/**
 * What an application hands over, checked and written as a message of RFC 5322 with its envelope. Nothing here touches a
 * transaction, a queue or the network: what is refused here has had no effect.
 */
package org.valija.compose;
