/**
 * What comes back of mail that has left: how reports (RFC 3464, RFC 5965), answers of programs (RFC 3834) and what only looks like
 * them are read and told apart, what was heard, and which of it suppresses an address. How it arrives is known elsewhere.
 */
package org.valija.feedback;
