/**
 * The SASL mechanisms (RFC 4422), each a state machine without I/O: octets in, {@link org.valija.smtp.sasl.SaslStep}s out.
 * They know nothing of SMTP, base64 or realms; whether a {@link org.valija.smtp.sasl.Proof} is right is found out elsewhere.
 */
package org.valija.smtp.sasl;
