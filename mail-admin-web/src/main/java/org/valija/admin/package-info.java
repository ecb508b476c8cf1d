/** The console's backing beans and the REST API. No rule of mail lives here: they call the services of mail-ejb. */
package org.valija.admin;
