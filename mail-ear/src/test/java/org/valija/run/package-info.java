/** The launcher's parts, with real ports, folders and keystores; the whole of it is tried by {@code mvn -Prun}. */
package org.valija.run;
