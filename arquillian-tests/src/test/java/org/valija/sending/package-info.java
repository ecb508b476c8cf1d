/** Mail that applications send: in the caller's transaction, and then to a next hop that takes, defers or refuses it. */
package org.valija.sending;
