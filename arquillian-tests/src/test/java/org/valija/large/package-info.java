/** Large messages, several at a time, on a server with a small heap. */
package org.valija.large;
