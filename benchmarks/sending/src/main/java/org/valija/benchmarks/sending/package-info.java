/** What is deployed beside Valija while the speed of sending and of the outbound queue is measured. */
package org.valija.benchmarks.sending;
