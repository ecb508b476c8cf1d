/** Bearer tokens: checked as MicroProfile JWT describes it, by the properties that the server has for that. */
package org.valija.ra.token;
