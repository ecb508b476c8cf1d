/**
 * How much mail a site is given, and how: the shaping rules, those that are shipped and those of the administrator, in the
 * database. Nothing here sends anything; {@link org.valija.lane} keeps to what is laid down here.
 */
package org.valija.shaping;
