/**
 * What the EJB side does for received mail: the JTA transaction in which a message is delivered to its endpoints. Who
 * the endpoints are is the adapter's affair.
 */
package org.valija.inbound;
