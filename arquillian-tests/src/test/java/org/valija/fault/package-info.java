/** What becomes of outbound mail while something that it needs is broken: the server, the broker, the disk, the database, a peer. */
package org.valija.fault;
