/**
 * The addresses that mail of applications leaves with, so that what is sent back names the message and its recipient: signed
 * tokens, their keys, and what has left under which of them. What is sent back is read elsewhere.
 */
package org.valija.verp;
