package org.valija.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.valija.server.TestServer;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/** The name server that the server under test asks, as long as this is open. It knows TXT records only. */
public final class NameServer implements AutoCloseable {

    private static final int TTL_SECONDS = 60;

    private final DatagramSocket socket;
    private final Map<Name, List<List<String>>> records = new ConcurrentHashMap<>();

    public NameServer() throws IOException {
        socket = new DatagramSocket(TestServer.dnsPort(), InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::serve, "name server");
        thread.setDaemon(true);
        thread.start();
    }

    /** Publishes a TXT record of at most 255 characters in place of those that the name has. */
    public void publish(String name, String text) throws IOException {
        publish(name, List.of(List.of(text)));
    }

    /**
     * Publishes TXT records in place of those that the name has.
     *
     * @param texts each in pieces of at most 255 characters
     */
    public void publish(String name, List<List<String>> texts) throws IOException {
        records.put(Name.fromString(name, Name.root), texts);
    }

    private void serve() {
        byte[] buffer = new byte[2048];
        try {
            while (true) {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                byte[] answer = answer(new Message(Arrays.copyOf(buffer, packet.getLength())))
                        .toWire();
                socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            }
        } catch (IOException e) {
            if (!socket.isClosed()) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private Message answer(Message query) {
        Record question = query.getQuestion();
        Message answer = new Message(query.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.addRecord(question, Section.QUESTION);
        List<List<String>> texts = records.get(question.getName());
        answer.getHeader().setRcode(texts == null ? Rcode.NXDOMAIN : Rcode.NOERROR);
        if (texts != null && question.getType() == Type.TXT) {
            texts.forEach(text ->
                    answer.addRecord(new TXTRecord(question.getName(), DClass.IN, TTL_SECONDS, text), Section.ANSWER));
        }
        return answer;
    }

    @Override
    public void close() {
        socket.close();
    }
}
