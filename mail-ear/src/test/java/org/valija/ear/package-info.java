/** Opens the built EAR: what lies where in it decides what applications see. */
package org.valija.ear;
