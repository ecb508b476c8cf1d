/** Beans with a database of their own, beside the server's default one. Deployed to the server under test. */
package org.valija.promise.database;
