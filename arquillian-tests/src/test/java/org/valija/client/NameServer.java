package org.valija.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

/** The name server that the server under test asks, as long as this is open. */
public final class NameServer implements AutoCloseable {

    private static final int TTL_SECONDS = 60;

    private static final long END_MILLIS = 5000;

    private final DatagramSocket socket;
    private final Thread thread;
    private final Map<Name, List<Record>> records = new ConcurrentHashMap<>();
    private final Set<Name> signed = ConcurrentHashMap.newKeySet();

    public NameServer() throws IOException {
        socket = new DatagramSocket(TestServer.dnsPort(), InetAddress.getLoopbackAddress());
        thread = new Thread(this::serve, "name server");
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
        Name owner = Name.fromString(name, Name.root);
        records.put(
                owner,
                texts.stream()
                        .<Record>map(text -> new TXTRecord(owner, DClass.IN, TTL_SECONDS, text))
                        .toList());
    }

    /** Adds a record such as {@code ("b.example", Type.MX, "10 mx.b.example.")}. */
    public void add(String name, int type, String data) throws IOException {
        Name owner = Name.fromString(name, Name.root);
        List<Record> all = new ArrayList<>(records.getOrDefault(owner, List.of()));
        all.add(Record.fromString(owner, type, DClass.IN, TTL_SECONDS, data, Name.root));
        records.put(owner, List.copyOf(all));
    }

    /** Says of all answers about a name, and about those below it, that their signatures are right (AD). */
    public void vouchFor(String name) throws IOException {
        signed.add(Name.fromString(name, Name.root));
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
        if (signed.stream().anyMatch(question.getName()::subdomain)) {
            answer.getHeader().setFlag(Flags.AD);
        }
        List<Record> known = records.get(question.getName());
        answer.getHeader().setRcode(known == null ? Rcode.NXDOMAIN : Rcode.NOERROR);
        if (known != null) {
            known.stream()
                    .filter(record -> record.getType() == question.getType())
                    .forEach(record -> answer.addRecord(record, Section.ANSWER));
        }
        return answer;
    }

    @Override
    public void close() {
        socket.close();
        try {
            thread.join(END_MILLIS); // until it has let go of the port, the next one could not have it
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
