/** Clients of the server under test: SMTP, and the console's REST API. All have time limits. */
package org.valija.client;
