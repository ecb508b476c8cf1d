package org.valija.program;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** A Postfix of a test's own: its folder, its port on the loopback address and its log; the system's is not touched. */
public final class Postfix implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 30;

    private final Path folder;
    private final int port;

    private Postfix(Path folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    /**
     * Starts it. It takes mail from 127.0.0.1 for everybody, and speaks to the network by what it is told only.
     *
     * @param folder empty; made accessible to all, since its parts run as another user
     * @param settings further lines of main.cf
     */
    public static Postfix start(Path folder, List<String> settings) throws IOException, InterruptedException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Postfix postfix = new Postfix(folder, port);
        postfix.configure(settings);
        postfix.command("start");
        try {
            postfix.awaitPort();
        } catch (IOException | InterruptedException e) {
            postfix.close();
            throw e;
        }
        return postfix;
    }

    private void configure(List<String> settings) throws IOException, InterruptedException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path queue = Files.createDirectory(folder.resolve("spool"));
        Path data = Files.createDirectory(folder.resolve("data"));
        Program.Result owned = Program.of("chown", "postfix", data.toString()).run();
        if (owned.status() != 0) {
            throw new IOException(owned.output());
        }
        Path etc = Files.createDirectory(folder.resolve("etc"));
        Files.writeString(
                etc.resolve("main.cf"),
                String.join(
                                "\n",
                                "compatibility_level = 3.6",
                                "queue_directory = " + queue,
                                "data_directory = " + data,
                                "maillog_file = " + log(),
                                "maillog_file_prefixes = " + folder,
                                "myhostname = postfix.laboratorio.local",
                                "inet_interfaces = 127.0.0.1",
                                "inet_protocols = ipv4",
                                "mynetworks = 127.0.0.0/8",
                                "smtpd_relay_restrictions = permit_mynetworks reject",
                                "mydestination =",
                                "alias_maps =",
                                "alias_database =",
                                "notify_classes =",
                                "disable_dns_lookups = yes",
                                "smtp_host_lookup = native",
                                "default_transport = error:not on this machine",
                                "smtpd_tls_security_level = none",
                                "smtp_tls_loglevel = 1",
                                "")
                        + String.join("\n", settings)
                        + "\n");
        Files.writeString(
                etc.resolve("master.cf"),
                String.join(
                        "\n",
                        "127.0.0.1:" + port + " inet n - n - 100 smtpd",
                        "cleanup unix n - n - 0 cleanup",
                        "qmgr unix n - n 300 1 qmgr",
                        "rewrite unix - - n - - trivial-rewrite",
                        "tlsmgr unix - - n 1000? 1 tlsmgr",
                        "bounce unix - - n - 0 bounce",
                        "defer unix - - n - 0 bounce",
                        "trace unix - - n - 0 bounce",
                        "flush unix n - n 1000? 0 flush",
                        "proxymap unix - - n - - proxymap",
                        "smtp unix - - n - - smtp",
                        "lmtp unix - - n - - lmtp",
                        "error unix - - n - - error",
                        "retry unix - - n - - error",
                        "anvil unix - - n - 1 anvil",
                        "scache unix - - n - 1 scache",
                        "postlog unix-dgram n - n - 1 postlogd",
                        ""));
    }

    private void command(String action) throws IOException, InterruptedException {
        Program.Result result = Program.of(
                        "postfix", "-c", folder.resolve("etc").toString(), action)
                .run();
        if (result.status() != 0) {
            throw new IOException("postfix " + action + ": " + result.output() + written());
        }
    }

    private void awaitPort() throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE_SECONDS * 1_000_000_000L;
        while (true) {
            try {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
                return;
            } catch (IOException e) {
                if (System.nanoTime() > end) {
                    throw new IOException("Postfix did not open its port; its log:\n" + written(), e);
                }
                Thread.sleep(100);
            }
        }
    }

    /** Where it takes mail. */
    public int port() {
        return port;
    }

    private Path log() {
        return folder.resolve("maillog");
    }

    /** Its log so far. */
    public String written() throws IOException {
        return Files.exists(log()) ? Files.readString(log()) : "";
    }

    @Override
    public void close() throws IOException {
        try {
            command("stop");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while Postfix was stopping", e);
        }
    }
}
