package org.valija.run;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.concurrent.Callable;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** Asks the server from outside whether it serves: the ports greet with 220, the console answers. */
final class Readiness {

    private static final int SOCKET_TIMEOUT = (int) Duration.ofSeconds(3).toMillis();
    private static final long PAUSE = 250;

    private final Process server;
    private final long deadline;

    /** @param server with its end all waiting ends */
    Readiness(Process server, Duration timeout) {
        this.server = server;
        this.deadline = System.nanoTime() + timeout.toNanos();
    }

    /**
     * Waits until a mail port greets.
     *
     * @param tls whether TLS is likely from the first octet; the other way is tried as well
     * @return whether it has in time
     */
    boolean greets(InetAddress address, int port, boolean tls) throws InterruptedException {
        return eventually(() -> isGreeting(address, port, tls)) || eventually(() -> isGreeting(address, port, !tls));
    }

    private static boolean isGreeting(InetAddress address, int port, boolean tls) throws Exception {
        return greeting(address, port, tls).startsWith("220");
    }

    /** Waits until a page is there; returns whether it is in time. */
    boolean serves(URI page) throws InterruptedException {
        return eventually(() -> {
            HttpURLConnection connection = (HttpURLConnection) page.toURL().openConnection();
            connection.setConnectTimeout(SOCKET_TIMEOUT);
            connection.setReadTimeout(SOCKET_TIMEOUT);
            connection.setInstanceFollowRedirects(false);
            try {
                return connection.getResponseCode() < 400;
            } finally {
                connection.disconnect();
            }
        });
    }

    private boolean eventually(Callable<Boolean> condition) throws InterruptedException {
        while (true) {
            try {
                if (condition.call()) {
                    return true;
                }
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) {
                // Not yet; the deadline says when to give up.
            }
            if (!server.isAlive() || System.nanoTime() - deadline > 0) {
                return false;
            }
            Thread.sleep(PAUSE);
        }
    }

    private static String greeting(InetAddress address, int port, boolean tls) throws Exception {
        InetAddress host = address.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address;
        try (Socket plain = new Socket()) {
            plain.setSoTimeout(SOCKET_TIMEOUT);
            plain.connect(new InetSocketAddress(host, port), SOCKET_TIMEOUT);
            Socket socket = tls
                    ? anyCertificate().getSocketFactory().createSocket(plain, host.getHostAddress(), port, true)
                    : plain;
            BufferedReader replies =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            String greeting = replies.readLine();
            socket.getOutputStream().write("QUIT\r\n".getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            return greeting == null ? "" : greeting;
        }
    }

    /** We only ask our own server whether it is up; nothing secret is said. */
    private static SSLContext anyCertificate() throws Exception {
        X509TrustManager trusting = new X509TrustManager() {
            @Override
            public void checkClientTrusted(X509Certificate[] chain, String type) {}

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String type) {}

            @Override
            public X509Certificate[] getAcceptedIssuers() {
                return new X509Certificate[0];
            }
        };
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {trusting}, null);
        return context;
    }
}
