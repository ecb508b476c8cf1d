package org.valija.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.valija.client.Http;
import org.valija.server.OnServer;
import org.valija.server.TestServer;

@OnServer
class SmokeIT {

    @Deployment(testable = false)
    static WebArchive application() {
        return TestServer.war("smoke.war").addClass(ApiServlet.class);
    }

    @Test
    void anApplicationUsesTheApiClassesOfTheEar() throws IOException {
        assertThat(Http.get("/smoke/api").body()).isEqualTo("org.valija.MailSender is elsewhere: true");
    }
}
