package org.valija.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import org.valija.server.TestServer;

/** A listener that a test adds by REST, and that is gone when it closes. */
public final class RestListener implements AutoCloseable {

    private final String path;
    private final int port;

    private RestListener(String path, int port) {
        this.path = path;
        this.port = port;
    }

    /**
     * On a free port of the loopback address.
     *
     * @param kind such as {@code lmtp}
     * @param fields further ones, each with a comma in front
     */
    public static RestListener open(String name, String kind, String fields) throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        RestListener listener = new RestListener("/valija/api/listeners/" + name, port);
        HttpResponse<String> added = Http.put(
                listener.path,
                "{\"kind\": \"" + kind + "\", \"address\": \"127.0.0.1\", \"port\": " + (port - TestServer.portOffset())
                        + fields + "}",
                TestServer.ADMIN);
        assertThat(added.statusCode()).as(added.body()).isBetween(200, 201);
        assertThat(added.body()).contains("\"state\":\"OPEN\"");
        return listener;
    }

    /** Where it can be reached. */
    public int port() {
        return port;
    }

    @Override
    public void close() throws IOException {
        Http.delete(path, TestServer.ADMIN);
    }
}
