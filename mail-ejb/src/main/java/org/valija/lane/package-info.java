/**
 * How much mail a site may be given at a time, learned from what it answers: a site that is slow, refuses, or can't be
 * reached holds up nobody else. Nothing here knows the queue, a transaction or the database; what is known is lost when the
 * server stops.
 */
package org.valija.lane;
