package org.valija.activation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.valija.server.OnServer;
import org.valija.server.TestServer;

/** A wrong activation property fails the deployment with a sentence that names the property and its value. */
@OnServer
class ActivationIT {

    @ArquillianResource
    private Deployer deployer;

    @Deployment(name = "recipients", managed = false, testable = false)
    static WebArchive recipients() {
        return application("recipients", "soporte");
    }

    @Deployment(name = "authenticatedOnly", managed = false, testable = false)
    static WebArchive authenticatedOnly() {
        return application("authenticatedOnly", "ture");
    }

    @Deployment(name = "maxMessageSize", managed = false, testable = false)
    static WebArchive maxMessageSize() {
        return application("maxMessageSize", "ten megabytes");
    }

    @ParameterizedTest
    @CsvSource({"recipients, soporte", "authenticatedOnly, ture", "maxMessageSize, ten megabytes"})
    void aWrongValueFailsTheDeploymentByName(String property, String value) throws IOException, InterruptedException {
        String failure = null;
        try {
            deployer.deploy(property);
            deployer.undeploy(property);
        } catch (Exception e) {
            failure = e.toString();
        }
        assertThat(failure).as("failure of the deployment").isNotNull();
        // WildFly's failure carries the sentence; Payara refers to its log, which it writes a little later.
        String sentence =
                "Activation property " + property + " of a mail listener has the wrong value \"" + value + "\"";
        Instant end = Instant.now().plus(Duration.ofSeconds(20));
        while (!failure.contains(sentence)
                && !Files.readString(TestServer.log()).contains(sentence)) {
            assertThat(Instant.now())
                    .as("Waiting for: " + sentence + "; so far: " + failure)
                    .isBefore(end);
            Thread.sleep(200);
        }
    }

    private static WebArchive application(String property, String value) {
        String recipients = property.equals("recipients") ? "" : property("recipients", "deaf@activation.example");
        return TestServer.war("activation-" + property + ".war")
                .addClass(DeafBean.class)
                .addAsWebInfResource(new StringAsset(ejbJar(recipients + property(property, value))), "ejb-jar.xml")
                .addAsWebInfResource(new StringAsset(JBOSS_EJB3), "jboss-ejb3.xml");
    }

    private static String property(String name, String value) {
        return """
                <activation-config-property>
                  <activation-config-property-name>%s</activation-config-property-name>
                  <activation-config-property-value>%s</activation-config-property-value>
                </activation-config-property>
                """
                .formatted(name, value);
    }

    private static String ejbJar(String properties) {
        return """
                <ejb-jar xmlns="https://jakarta.ee/xml/ns/jakartaee" version="4.0">
                  <enterprise-beans>
                    <message-driven>
                      <ejb-name>DeafBean</ejb-name>
                      <ejb-class>org.valija.activation.DeafBean</ejb-class>
                      <messaging-type>org.valija.MailListener</messaging-type>
                      <transaction-type>Container</transaction-type>
                      <activation-config>%s</activation-config>
                    </message-driven>
                  </enterprise-beans>
                </ejb-jar>
                """
                .formatted(properties);
    }

    /** What the annotation @ResourceAdapter says, for WildFly; Payara ignores it. */
    private static final String JBOSS_EJB3 =
            """
            <jboss:ejb-jar xmlns:jboss="urn:jboss:jakartaee:1.0" xmlns="https://jakarta.ee/xml/ns/jakartaee"
                           xmlns:r="urn:resource-adapter-binding:2.0" version="4.0">
              <assembly-descriptor>
                <r:resource-adapter-binding>
                  <ejb-name>DeafBean</ejb-name>
                  <r:resource-adapter-name>valija.ear#mail-ra.rar</r:resource-adapter-name>
                </r:resource-adapter-binding>
              </assembly-descriptor>
            </jboss:ejb-jar>
            """;
}
