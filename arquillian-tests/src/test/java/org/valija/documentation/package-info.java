/**
 * README.md and docs/: that their code is code of the examples, that their commands run, and that what they say about
 * settings is true. {@code *Test} needs no server.
 */
package org.valija.documentation;
