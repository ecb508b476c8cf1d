/**
 * Which client may send which recipients through us: the relay rules, in the database, and the session policy that the
 * SMTP engine asks. Nothing here sends, routes or delivers.
 */
package org.valija.policy;
