/** The promises of the design, each tried to be broken on the server under test. */
package org.valija.promise;
