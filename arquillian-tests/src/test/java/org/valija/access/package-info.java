/** Who may do what by SMTP, and who a bean sees as its caller. */
package org.valija.access;
