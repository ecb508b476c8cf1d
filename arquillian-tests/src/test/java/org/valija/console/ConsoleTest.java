package org.valija.console;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.valija.server.OnServer;
import org.valija.server.TestServer;

/** A test of the console on the server under test. */
@OnServer
abstract class ConsoleTest {

    /** Of no use but that Arquillian starts a Payara, and waits until it can be used, only for a test that deploys something. */
    @Deployment(testable = false)
    static WebArchive nothing() {
        return TestServer.war("console-test.war");
    }
}
