/**
 * TLS of the engine: which versions and cipher suites it speaks, whose certificate a client sees, and that keys come and go
 * with their files while sessions go on. Knows Netty and nothing of SMTP.
 */
package org.valija.smtp.tls;
