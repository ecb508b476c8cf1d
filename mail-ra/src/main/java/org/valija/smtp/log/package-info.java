/**
 * What strangers say, as the engine writes it into the log.
 *
 * <p>It knows the addresses of the API and the JDK.
 */
package org.valija.smtp.log;
