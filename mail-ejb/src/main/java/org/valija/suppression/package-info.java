/**
 * Who gets no more mail of which stream, and why: the list in the database, the view in memory that a send asks, and its form as
 * a file. What makes an entry is known elsewhere.
 */
package org.valija.suppression;
