/**
 * The server under test: a WildFly or (by {@code -Ppayara}) a Payara with valija.ear on it, which the build has unpacked
 * and {@code src/test/scripts} has set up. Knows nothing of the tests.
 *
 * <p>A test class says {@link org.valija.server.OnServer}, deploys what it needs by a method with Arquillian's {@code
 * @Deployment(testable = false)} (see {@link org.valija.server.TestServer#war}), and speaks with the server from outside,
 * at the ports of {@link org.valija.server.TestServer}.
 *
 * <p>One of them alone: {@code mvn verify -DskipUnitTests -Dit.test=SmokeIT}, with {@code -Ppayara} on Payara; {@code
 * -Dvalija.test.port.offset=N} when the ports (6000 above the usual ones) are taken.
 */
package org.valija.server;
