/** The clients that the SMTP lesson in Spanish shows, and other common ones, run as they are against the example application. */
package org.valija.document;
