package org.valija.tlspolicy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;

/** A web server on the loopback that has one answer. */
public final class WebHost implements Closeable {

    private final HttpsServer server;
    private final AtomicInteger asked = new AtomicInteger();
    private volatile int status = 200;
    private volatile String type = "text/plain";
    private volatile String body = "";

    public WebHost(SSLContext certificate) throws IOException {
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.setHttpsConfigurator(new HttpsConfigurator(certificate));
        server.createContext("/.well-known/mta-sts.txt", exchange -> {
            asked.incrementAndGet();
            byte[] octets = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.getResponseHeaders().set("Location", "https://otra.test/");
            exchange.sendResponseHeaders(status, 0); // in chunks
            exchange.getResponseBody().write(octets);
            exchange.close();
        });
        server.start();
    }

    public WebHost answer(int newStatus, String newType, String newBody) {
        status = newStatus;
        type = newType;
        body = newBody;
        return this;
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public int asked() {
        return asked.get();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
