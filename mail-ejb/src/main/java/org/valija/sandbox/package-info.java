/** The sandbox mailbox: outbound mail that is kept for looking at and goes nowhere. */
package org.valija.sandbox;
