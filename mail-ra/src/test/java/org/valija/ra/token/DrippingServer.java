package org.valija.ra.token;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An HTTP server that sends something at once, and then an octet ten times a second, without an end. */
public final class DrippingServer implements AutoCloseable {

    private static final int PAUSE_MILLIS = 100;

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final String start;
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch left = new CountDownLatch(1);

    /** @param start of the answer */
    public DrippingServer(String start) throws IOException {
        this.start = start;
        threads.submit(() -> {
            while (true) {
                Socket client = server.accept();
                threads.submit(() -> drip(client));
            }
        });
    }

    public String url() {
        return "http://127.0.0.1:" + server.getLocalPort() + "/keys";
    }

    /** Open once somebody has connected. */
    public CountDownLatch asked() {
        return asked;
    }

    /** Open once a client has closed its connection. */
    CountDownLatch left() {
        return left;
    }

    private Void drip(Socket client) throws InterruptedException {
        asked.countDown();
        try (client;
                OutputStream output = client.getOutputStream()) {
            output.write(start.getBytes(StandardCharsets.US_ASCII));
            while (true) {
                output.write('x');
                output.flush();
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (IOException e) {
            left.countDown();
            return null;
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        threads.shutdownNow();
    }
}
