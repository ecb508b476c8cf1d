/**
 * Where the mail of a stream leaves from: its pool of source addresses, in the database, and the choice among them. Nothing
 * here connects anywhere.
 */
package org.valija.source;
