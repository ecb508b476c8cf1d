/** Other programs, run with a time limit and their output kept. */
package org.valija.program;
