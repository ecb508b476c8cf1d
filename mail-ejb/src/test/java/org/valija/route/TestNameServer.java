package org.valija.route;

import java.io.Closeable;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** A name server over UDP on the loopback address. It knows what it is told; all else does not exist. */
public final class TestNameServer implements Closeable {

    private final DatagramSocket socket;
    private final List<Record> records = new CopyOnWriteArrayList<>();
    private final Map<Name, Integer> failures = new ConcurrentHashMap<>();
    private final AtomicInteger questions = new AtomicInteger();
    private final Optional<ZoneSigner> signer;
    private volatile boolean claiming;

    public TestNameServer() throws IOException {
        this(Optional.empty());
    }

    /** One that signs its answers. */
    public TestNameServer(ZoneSigner signer) throws IOException {
        this(Optional.of(signer));
    }

    private TestNameServer(Optional<ZoneSigner> signer) throws IOException {
        this.signer = signer;
        socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::serve, "test name server");
        thread.setDaemon(true);
        thread.start();
    }

    /** Adds a record such as {@code ("b.test", Type.MX, "10 mx.b.test.")}. */
    public TestNameServer add(String name, int type, String data) throws IOException {
        records.add(Record.fromString(Name.fromString(name, Name.root), type, DClass.IN, 60, data, Name.root));
        return this;
    }

    /** Answers every question about a name with this code; a negative one is silence. */
    public TestNameServer fail(String name, int rcode) throws IOException {
        failures.put(Name.fromString(name, Name.root), rcode);
        return this;
    }

    /** Lets it say that it has validated its answers (AD), which it has not. */
    public TestNameServer claimValidation() {
        claiming = true;
        return this;
    }

    /** Answers questions about a name again. */
    public TestNameServer recover(String name) throws IOException {
        failures.remove(Name.fromString(name, Name.root));
        return this;
    }

    /** How often it was asked. */
    public int questions() {
        return questions.get();
    }

    public String address() {
        return socket.getLocalAddress().getHostAddress() + ":" + socket.getLocalPort();
    }

    private void serve() {
        byte[] buffer = new byte[2048];
        while (!socket.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                Message query = new Message(Arrays.copyOf(buffer, packet.getLength()));
                Message answer = answer(query);
                if (answer != null) {
                    byte[] octets = answer.toWire();
                    socket.send(new DatagramPacket(octets, octets.length, packet.getSocketAddress()));
                }
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private Message answer(Message query) {
        questions.incrementAndGet();
        Record question = query.getQuestion();
        Message answer = new Message(query.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        if (claiming) {
            answer.getHeader().setFlag(Flags.AD);
        }
        answer.addRecord(question, Section.QUESTION);
        Integer failure = failures.get(question.getName());
        if (failure != null) {
            if (failure < 0) {
                return null;
            }
            answer.getHeader().setRcode(failure);
            return answer;
        }
        boolean known = false;
        for (Record record : records) {
            if (record.getName().equals(question.getName())) {
                known = true;
                if (record.getType() == question.getType() || record.getType() == Type.CNAME) {
                    answer.addRecord(record, Section.ANSWER);
                }
            }
        }
        answer.getHeader().setRcode(known ? Rcode.NOERROR : Rcode.NXDOMAIN);
        signer.ifPresent(signs -> signs.sign(answer, List.copyOf(records)));
        return answer;
    }

    @Override
    public void close() {
        socket.close();
    }
}
