/** What is deployed beside Valija while its speed is measured. */
package org.valija.benchmarks.discard;
