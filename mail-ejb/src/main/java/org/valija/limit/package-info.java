/**
 * How much a sender may send, whatever the site: the sending limits, in the database, and who has had how much of late. They
 * bound what an application that runs wild or a stolen password can do.
 */
package org.valija.limit;
