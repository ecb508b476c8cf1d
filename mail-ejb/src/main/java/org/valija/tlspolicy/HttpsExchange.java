package org.valija.tlspolicy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Pattern;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * One question to a web server over TLS, by HTTP/1.1 (RFC 9112), with bounds on everything that the server could draw out.
 * The JDK's client would ask the system's name servers instead of ours, and has no end for a body. Safe for use by many
 * threads.
 */
public final class HttpsExchange {

    private static final Logger LOG = System.getLogger(HttpsExchange.class.getName());

    private static final int MAX_HEADER = 16 * 1024;
    private static final int MAX_CHUNK_LINE = 256;
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3})(?: .*)?");

    private final SSLSocketFactory trust;
    private final Function<String, List<InetAddress>> addresses;
    private final ScheduledExecutorService scheduler;
    private final Duration limit;

    /**
     * An answer.
     *
     * @param type of the media, in lower case, without parameters; empty for none
     */
    public record Response(int status, String type, byte[] body) {}

    /**
     * Makes one.
     *
     * @param trust whose authorities are trusted
     * @param addresses of a host; empty if there are none
     * @param scheduler ends what takes too long
     * @param limit for the whole exchange
     */
    public HttpsExchange(
            SSLSocketFactory trust,
            Function<String, List<InetAddress>> addresses,
            ScheduledExecutorService scheduler,
            Duration limit) {
        this.trust = trust;
        this.addresses = addresses;
        this.scheduler = scheduler;
        this.limit = limit;
    }

    /**
     * Asks for a document. Redirections are not followed.
     *
     * @param host whose certificate it must have
     * @param most octets that the body may have
     * @throws javax.net.ssl.SSLException if there is no TLS with the right certificate
     */
    public Response get(String host, int port, String path, int most) throws IOException {
        return exchange(host, port, "GET " + path + " HTTP/1.1\r\n", new byte[0], most);
    }

    /** Hands something over, as {@link #get}. */
    public Response post(String host, int port, String path, String type, byte[] body, int most) throws IOException {
        return exchange(
                host,
                port,
                "POST " + path + " HTTP/1.1\r\nContent-Type: " + type + "\r\nContent-Length: " + body.length + "\r\n",
                body,
                most);
    }

    private Response exchange(String host, int port, String request, byte[] body, int most) throws IOException {
        IOException last = new IOException("there is no address for " + host);
        long end = System.nanoTime() + limit.toNanos();
        for (InetAddress address : addresses.apply(host)) {
            if (System.nanoTime() - end >= 0) {
                break;
            }
            try (Socket socket = new Socket()) {
                ScheduledFuture<?> alarm =
                        scheduler.schedule(() -> close(socket), end - System.nanoTime(), TimeUnit.NANOSECONDS);
                try {
                    socket.setSoTimeout((int) limit.toMillis());
                    socket.connect(new InetSocketAddress(address, port), (int) CONNECT.toMillis());
                } catch (IOException e) {
                    alarm.cancel(false);
                    last = e;
                    continue; // another address may answer
                }
                try {
                    return exchange(socket, host, port, request, body, most);
                } finally {
                    alarm.cancel(false);
                }
            }
        }
        throw last;
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "Closing a connection whose time is over failed", e);
        }
    }

    private Response exchange(Socket plain, String host, int port, String request, byte[] body, int most)
            throws IOException {
        try (SSLSocket socket = (SSLSocket) trust.createSocket(plain, host, port, true)) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            String head = request + "Host: " + host + (port == 443 ? "" : ":" + port)
                    + "\r\nUser-Agent: Valija\r\nAccept: */*\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(body);
            socket.getOutputStream().flush();
            return response(socket.getInputStream(), most);
        }
    }

    /** Reads a response; visible for tests. */
    static Response response(InputStream in, int most) throws IOException {
        int[] left = {MAX_HEADER};
        String line = line(in, left);
        var status = STATUS.matcher(line);
        if (!status.matches()) {
            throw new IOException("the answer is not HTTP/1.1");
        }
        Map<String, String> fields = new HashMap<>();
        for (String field = line(in, left); !field.isEmpty(); field = line(in, left)) {
            int colon = field.indexOf(':');
            if (colon > 0) {
                fields.putIfAbsent(
                        field.substring(0, colon).toLowerCase(Locale.ROOT),
                        field.substring(colon + 1).strip());
            }
        }
        String type =
                fields.getOrDefault("content-type", "").split(";")[0].strip().toLowerCase(Locale.ROOT);
        return new Response(Integer.parseInt(status.group(1)), type, body(in, fields, most));
    }

    private static byte[] body(InputStream in, Map<String, String> fields, int most) throws IOException {
        if (fields.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")) {
            return chunks(in, most);
        }
        String length = fields.getOrDefault("content-length", "");
        if (length.isEmpty()) {
            return atMost(in.readNBytes(most + 1), most); // RFC 9112 section 6.3: to the end of the connection
        }
        if (!length.matches("\\d{1,18}")) {
            throw new IOException("the answer's length is no number");
        }
        if (Long.parseLong(length) > most) {
            throw tooLarge(most);
        }
        return complete(in.readNBytes(Integer.parseInt(length)), Integer.parseInt(length));
    }

    private static byte[] chunks(InputStream in, int most) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            String size = line(in, new int[] {MAX_CHUNK_LINE}).split(";")[0].strip();
            if (!size.matches("[0-9A-Fa-f]{1,8}")) {
                throw new IOException("the answer's chunks are malformed");
            }
            long octets = Long.parseLong(size, 16);
            if (octets == 0) {
                return body.toByteArray(); // what may follow is not for us
            }
            if (body.size() + octets > most) {
                throw tooLarge(most);
            }
            body.writeBytes(complete(in.readNBytes((int) octets), (int) octets));
            line(in, new int[] {2});
        }
    }

    private static byte[] complete(byte[] octets, int expected) throws IOException {
        if (octets.length < expected) {
            throw new IOException("the answer ends too early");
        }
        return octets;
    }

    private static byte[] atMost(byte[] octets, int most) throws IOException {
        if (octets.length > most) {
            throw tooLarge(most);
        }
        return octets;
    }

    private static IOException tooLarge(int most) {
        return new IOException("the answer has more than " + most + " octets");
    }

    /** @param left octets that may be read still */
    private static String line(InputStream in, int[] left) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0 || --left[0] < 0) {
                throw new IOException(c < 0 ? "the answer ends too early" : "the answer has a line without end");
            }
            line.append((char) c);
        }
        left[0]--;
        return line.length() > 0 && line.charAt(line.length() - 1) == '\r'
                ? line.substring(0, line.length() - 1)
                : line.toString();
    }
}
