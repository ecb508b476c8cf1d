/** JMH: what parts of the engine cost, without an application server. */
package org.valija.benchmarks.jmh;
