package org.valija.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A host on the loopback, at any port that is free, with a thread for each client. */
abstract class LoopbackHost implements AutoCloseable {

    private static final int WAITING = 100;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ServerSocket server = new ServerSocket(0, WAITING, InetAddress.getLoopbackAddress());

    LoopbackHost() throws IOException {}

    /** Begins to take clients. */
    final void open() {
        threads.execute(this::acceptAll);
    }

    final int port() {
        return server.getLocalPort();
    }

    /** What it does with a client; the connection ends with it. */
    abstract void serve(Socket client) throws IOException, InterruptedException;

    private void acceptAll() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                threads.execute(() -> serveAndClose(client));
            } catch (IOException e) {
                if (!server.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void serveAndClose(Socket client) {
        try (client) {
            serve(client);
        } catch (IOException e) {
            // Whoever is killed, or has had enough, says no good-bye.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        threads.shutdownNow();
    }
}
