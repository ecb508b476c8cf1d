package org.valija.fault;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * A mail host on the loopback that writes down what it answers to whom, by the recipient of a message, of which each has one: it
 * takes what is for {@link #TAKEN}, puts off the first attempt for {@link #PUT_OFF}, refuses {@link #REFUSED}; reports for
 * {@link #SENDERS} it takes.
 */
final class Sink extends LoopbackHost {

    static final String TAKEN = "good.example";
    static final String PUT_OFF = "later.example";
    static final String REFUSED = "bad.example";
    static final String SENDERS = "sender.example";

    private static final int TIMEOUT_MILLIS = 120_000;

    /** What it has done. */
    enum Step {
        /** Has answered DATA, and waits for the message. */
        ASKED_FOR,
        /** Has answered 250 to the end of a message. */
        TAKEN,
        /** Has answered 451 to a first attempt. */
        PUT_OFF,
        /** Has been asked again what it had put off, and has not answered yet. */
        ASKED_AGAIN,
        /** Has answered 250 to the end of a message that it had put off. */
        TAKEN_LATER,
        /** Has answered 550. */
        REFUSED,
        /** Has answered 250 to the end of a report. */
        REPORTED;

        boolean isDelivery() {
            return this == TAKEN || this == TAKEN_LATER || this == REPORTED;
        }
    }

    /** A step, and when. */
    record Event(Step step, String recipient, long nanos) {}

    /** What is to happen at the nth of some steps, on the thread that has made it. */
    private static final class Trigger {
        private final Step step;
        private final Predicate<String> recipients;
        private final Runnable action;
        private int left;

        Trigger(Step step, Predicate<String> recipients, int nth, Runnable action) {
            this.step = step;
            this.recipients = recipients;
            this.left = nth;
            this.action = action;
        }
    }

    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final Set<String> putOff = ConcurrentHashMap.newKeySet();
    private final Lock gate = new ReentrantLock();
    private final Condition opened = gate.newCondition();
    private boolean held;
    private Trigger trigger;

    Sink() throws IOException {
        open();
    }

    /** Whose report it is when a message for this recipient bounces. */
    static String reportOf(String recipient) {
        return recipient.substring(0, recipient.indexOf('@') + 1) + SENDERS;
    }

    List<Event> events() {
        return List.copyOf(events);
    }

    /** Does something at the nth of such steps for these recipients, before anything else is said to that client. */
    synchronized void at(Step step, Predicate<String> recipients, int nth, Runnable action) {
        trigger = new Trigger(step, recipients, nth, action);
    }

    /** Greets nobody until {@link #release}. */
    void hold() {
        gate.lock();
        held = true;
        gate.unlock();
    }

    void release() {
        gate.lock();
        held = false;
        opened.signalAll();
        gate.unlock();
    }

    private void awaitGate() {
        gate.lock();
        try {
            while (held) {
                opened.awaitUninterruptibly();
            }
        } finally {
            gate.unlock();
        }
    }

    private void note(Step step, String recipient) {
        Runnable action = null;
        synchronized (this) {
            events.add(new Event(step, recipient, System.nanoTime()));
            if (trigger != null && trigger.step == step && trigger.recipients.test(recipient) && --trigger.left == 0) {
                action = trigger.action;
                trigger = null;
            }
        }
        if (action != null) {
            action.run();
        }
    }

    @Override
    public void close() throws IOException {
        super.close();
        release();
    }

    @Override
    void serve(Socket client) throws IOException {
        client.setSoTimeout(TIMEOUT_MILLIS);
        client.setTcpNoDelay(true);
        awaitGate();
        session(client);
    }

    private void session(Socket client) throws IOException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
        String recipient = "";
        say(client, "220 sink.example");
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String verb = line.split("[ :]")[0].toUpperCase(Locale.ROOT);
            if (verb.equals("RCPT")) {
                recipient = line.substring(line.indexOf('<') + 1, line.indexOf('>'));
                recipient(client, recipient);
            } else if (verb.equals("DATA")) {
                say(client, "354 Go on");
                note(Step.ASKED_FOR, recipient);
                for (String text = in.readLine(); !".".equals(text); text = in.readLine()) {
                    if (text == null) {
                        return;
                    }
                }
                say(client, "250 2.0.0 Taken");
                note(delivery(recipient), recipient);
            } else if (verb.equals("QUIT")) {
                return;
            } else {
                say(client, "250 2.0.0 Ok");
            }
        }
    }

    private void recipient(Socket client, String recipient) throws IOException {
        if (recipient.endsWith("@" + REFUSED)) {
            say(client, "550 5.1.1 No such user");
            note(Step.REFUSED, recipient);
        } else if (recipient.endsWith("@" + PUT_OFF) && putOff.add(recipient)) {
            say(client, "451 4.2.0 Later");
            note(Step.PUT_OFF, recipient);
        } else {
            if (recipient.endsWith("@" + PUT_OFF)) {
                note(Step.ASKED_AGAIN, recipient);
            }
            say(client, "250 2.1.5 Ok");
        }
    }

    private static Step delivery(String recipient) {
        if (recipient.endsWith("@" + SENDERS)) {
            return Step.REPORTED;
        }
        return recipient.endsWith("@" + PUT_OFF) ? Step.TAKEN_LATER : Step.TAKEN;
    }

    private static void say(Socket client, String reply) throws IOException {
        client.getOutputStream().write((reply + "\r\n").getBytes(StandardCharsets.US_ASCII));
        client.getOutputStream().flush();
    }
}
