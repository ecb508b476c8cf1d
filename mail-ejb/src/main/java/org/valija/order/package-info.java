/**
 * What an administrator orders about outbound mail that comes while the order stands: to keep it back, or to return it. The
 * orders are in the database, those in force in memory. Nothing here knows the queue.
 */
package org.valija.order;
