/** Who may use the console, and what every answer tells the browser about it. Knows no page. */
package org.valija.admin.access;
