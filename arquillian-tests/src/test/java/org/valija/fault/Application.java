package org.valija.fault;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.valija.client.Await;
import org.valija.client.Http;
import org.valija.sending.RouteServlet;
import org.valija.server.MortalServer;
import org.valija.server.TestServer;

/** The application that sends from a server that something is done to. */
final class Application {

    private static final Duration BACK = Duration.ofMinutes(3);

    private Application() {}

    static WebArchive war() {
        return TestServer.warAfterValija("fault.war").addClasses(BurstServlet.class, RouteServlet.class);
    }

    /** Waits until it is up. */
    static void await(MortalServer server) throws Exception {
        Await.until("the application", BACK, () -> {
            try {
                return Http.getOk(server.http("/burst")).equals("up");
            } catch (IOException | AssertionError e) {
                return false; // not yet
            }
        });
    }

    /** Waits until it is up, and gives the sink all domains that it knows. */
    static void route(MortalServer server, Sink sink) throws Exception {
        await(server);
        String routes = List.of(Sink.TAKEN, Sink.PUT_OFF, Sink.REFUSED, Sink.SENDERS).stream()
                .map(domain -> "domain=" + domain + "&port=" + sink.port())
                .collect(Collectors.joining("&"));
        // On Payara an application may be up before the beans of another.
        Await.until("the routes", BACK, () -> {
            try {
                unroute(server);
                Http.postOk(server.http("/routes?" + routes));
                return true;
            } catch (IOException | AssertionError e) {
                return false;
            }
        });
    }

    /** Undoes it, where the server is needed further on. */
    static void unroute(MortalServer server) throws IOException {
        Http.postOk(server.http("/sandbox"));
    }
}
