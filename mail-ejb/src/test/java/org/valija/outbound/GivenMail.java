package org.valija.outbound;

import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.valija.Client;
import org.valija.DeliverBy;
import org.valija.Envelope;
import org.valija.ListenerKind;
import org.valija.MailAddress;
import org.valija.PartHandler;
import org.valija.ReceivedMail;
import org.valija.RecipientOptions;
import org.valija.RecipientOptions.Event;
import org.valija.TransmissionOptions;

/** A received message of 100 octets, from ana@ejemplo.com. */
record GivenMail(Envelope envelope, Client client) implements ReceivedMail {

    static final int SIZE = 100;
    static final Instant RECEIVED = Instant.parse("2026-11-23T18:00:00Z");

    /** @param events what the sender wants to be told of, for each recipient */
    static GivenMail of(Optional<String> user, Set<Event> events, String... recipients) {
        List<MailAddress> to = Arrays.stream(recipients).map(MailAddress::parse).toList();
        Map<MailAddress, RecipientOptions> options = to.stream()
                .collect(Collectors.toMap(
                        Function.identity(), r -> new RecipientOptions(Optional.of(events), Optional.empty())));
        return new GivenMail(
                new Envelope(Optional.of(MailAddress.parse("ana@ejemplo.com")), to, TransmissionOptions.NONE, options),
                new Client(
                        "relay",
                        ListenerKind.RELAY,
                        new InetSocketAddress("192.0.2.1", 4711),
                        Optional.of("client.example"),
                        Optional.empty(),
                        user));
    }

    GivenMail deliverBy(DeliverBy by) {
        TransmissionOptions options = envelope.options().withDeliverBy(Optional.of(by));
        return new GivenMail(
                new Envelope(envelope.reversePath(), envelope.recipients(), options, envelope.recipientOptions()),
                client);
    }

    /** From another address than 192.0.2.1. */
    GivenMail at(String address) {
        return new GivenMail(
                envelope,
                new Client(
                        client.listener(),
                        client.listenerKind(),
                        new InetSocketAddress(address, 4711),
                        client.helo(),
                        client.tls(),
                        client.user()));
    }

    GivenMail withoutReversePath() {
        return new GivenMail(
                new Envelope(Optional.empty(), envelope.recipients(), envelope.options(), envelope.recipientOptions()),
                client);
    }

    @Override
    public String id() {
        return "uno";
    }

    @Override
    public Instant receivedAt() {
        return RECEIVED;
    }

    @Override
    public long size() {
        return SIZE;
    }

    @Override
    public InputStream content() {
        String header = "Subject: Hola\r\n\r\n";
        return new ByteArrayInputStream(
                (header + "x".repeat(SIZE - header.length())).getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public MimeMessage mimeMessage() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void parse(PartHandler handler) {
        throw new UnsupportedOperationException();
    }
}
