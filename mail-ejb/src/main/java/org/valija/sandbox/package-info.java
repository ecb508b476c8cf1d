/** The sandbox mailbox: outbound mail that is kept for looking at and goes nowhere, and mail for our postmaster. */
package org.valija.sandbox;
