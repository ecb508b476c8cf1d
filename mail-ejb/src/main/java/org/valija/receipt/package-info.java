/**
 * Which messages the beans with {@code exactlyOnce} have had, so that a client that sends one again gets its 250 and the
 * bean is not called again. What makes two messages the same is the adapter's affair.
 */
package org.valija.receipt;
