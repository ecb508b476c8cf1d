/** A help desk: mail becomes tickets, and each is answered. What a user of Valija writes, and no more. */
package org.valija.examples.soporte;
