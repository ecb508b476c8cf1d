package org.valija.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.mail.Address;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.event.TransportAdapter;
import jakarta.mail.event.TransportEvent;
import jakarta.mail.event.TransportListener;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.NewsAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.eclipse.angus.mail.smtp.SMTPMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.valija.InvalidMailException;
import org.valija.InvalidMailException.Reason;
import org.valija.MailAddress;
import org.valija.MailSender;
import org.valija.MailUnavailableException;
import org.valija.RecipientOptions.Event;
import org.valija.SendOptions;
import org.valija.TransmissionOptions.Returned;
import org.valija.spi.Registry;

class ValijaTransportTest {

    private static final Address[] NOBODY = {};

    private final RecordingSender sender = new RecordingSender();
    private Registry.Registration registration;

    @BeforeEach
    void register() {
        registration = Registry.register(MailSender.class, sender);
    }

    @AfterEach
    void unregister() {
        registration.close();
    }

    /** @param properties names and values, in turns */
    private static Session session(String... properties) {
        Properties all = new Properties();
        all.setProperty("mail.transport.protocol", "valija");
        all.setProperty("mail.transport.protocol.rfc822", "valija");
        for (int i = 0; i < properties.length; i += 2) {
            all.setProperty(properties[i], properties[i + 1]);
        }
        return Session.getInstance(all);
    }

    private static MimeMessage message(Session session) throws MessagingException {
        return filled(new MimeMessage(session));
    }

    private static <T extends MimeMessage> T filled(T message) throws MessagingException {
        message.setFrom("Ana <ana@ejemplo.com>");
        message.setRecipients(RecipientType.TO, "luis@ejemplo.net");
        message.setText("Hola");
        return message;
    }

    private static Address[] addresses(String... texts) {
        Address[] addresses = new Address[texts.length];
        for (int i = 0; i < texts.length; i++) {
            InternetAddress address = new InternetAddress();
            address.setAddress(texts[i]);
            addresses[i] = address;
        }
        return addresses;
    }

    private static List<MailAddress> mailboxes(String... texts) {
        return List.of(texts).stream().map(MailAddress::parse).toList();
    }

    @Test
    void whatIsSentAsEverGoesToValija() throws Exception {
        MimeMessage message = message(session());
        message.setRecipients(RecipientType.CC, "equipo: eva@ejemplo.org, luis@ejemplo.net;");
        message.setRecipients(RecipientType.BCC, "oculto@ejemplo.net");
        Transport.send(message);

        assertThat(sender.only().message()).isSameAs(message);
        assertThat(sender.only().reversePath()).contains(MailAddress.parse("ana@ejemplo.com"));
        assertThat(sender.only().recipients())
                .isEqualTo(mailboxes("luis@ejemplo.net", "eva@ejemplo.org", "oculto@ejemplo.net"));
        assertThat(sender.only().options()).isEqualTo(SendOptions.NONE);
    }

    @Test
    void theAddressesThatAreGivenCountAndNotTheHeader() throws Exception {
        Transport.send(message(session()), addresses("eva@ejemplo.org", "<ñandú@ejemplo.org>"));
        assertThat(sender.only().recipients()).isEqualTo(mailboxes("eva@ejemplo.org", "ñandú@ejemplo.org"));
    }

    @Test
    void aPasswordIsTakenAndMeansNothing() throws Exception {
        Transport.send(message(session()), "alguien", "secreto");
        assertThat(sender.only().recipients()).isEqualTo(mailboxes("luis@ejemplo.net"));
    }

    @Test
    void codeThatAsksForSmtpGetsValijaIfItsSessionSaysSo() throws Exception {
        Session session = Session.getInstance(properties("mail.smtp.class", ValijaTransport.class.getName()));
        try (Transport transport = session.getTransport("smtp")) {
            transport.connect("smtp.ejemplo.com", 587, "alguien", "secreto");
            transport.sendMessage(message(session), addresses("eva@ejemplo.org"));
        }
        assertThat(sender.only().recipients()).isEqualTo(mailboxes("eva@ejemplo.org"));
        Transport other = Session.getInstance(new Properties()).getTransport("smtp");
        assertThat(other).isNotInstanceOf(ValijaTransport.class);
    }

    private static Properties properties(String name, String value) {
        Properties properties = new Properties();
        properties.setProperty(name, value);
        return properties;
    }

    @Test
    void aConnectionIsOpenUntilItIsClosed() throws Exception {
        Session session = session();
        Transport transport = session.getTransport();
        assertThatThrownBy(() -> transport.sendMessage(message(session), addresses("eva@ejemplo.org")))
                .isInstanceOf(MessagingException.class)
                .hasMessageContaining("not connected");
        transport.connect();
        assertThat(transport.isConnected()).isTrue();
        transport.close();
        assertThat(transport.isConnected()).isFalse();
        assertThat(sender.isEmpty()).isTrue();
    }

    @Test
    void withoutValijaThereIsNoConnection() throws Exception {
        registration.close();
        Transport transport = session().getTransport();
        assertThatThrownBy(transport::connect)
                .isInstanceOf(MessagingException.class)
                .hasCauseInstanceOf(MailUnavailableException.class)
                .hasMessageContaining("valija.ear");
    }

    /** Which of them counts, by Jakarta Mail's SMTP transport; a dash where there is none. */
    @ParameterizedTest
    @CsvSource({
        "verp@a.example, b@b.example, c@c.example, d@d.example, verp@a.example",
        "-,              b@b.example, c@c.example, d@d.example, b@b.example",
        "-,              -,           c@c.example, d@d.example, c@c.example",
        "-,              -,           -,           d@d.example, ana@ejemplo.com",
        "<verp@a.example>, -,         -,           -,           verp@a.example",
        "<>,             b@b.example, -,           -,           -",
        "-,              <>,          -,           -,           -",
    })
    void theReversePathIsFoundAsOverSmtp(String envelope, String ours, String smtp, String session, String expected)
            throws Exception {
        Properties properties = new Properties();
        properties.setProperty("mail.transport.protocol.rfc822", "valija");
        setUnlessDash(properties, "mail.valija.from", ours);
        setUnlessDash(properties, "mail.smtp.from", smtp);
        setUnlessDash(properties, "mail.from", session);
        SMTPMessage message = filled(new SMTPMessage(Session.getInstance(properties)));
        if (!envelope.equals("-")) {
            message.setEnvelopeFrom(envelope);
        }
        Transport.send(message);

        assertThat(sender.only().reversePath())
                .isEqualTo(expected.equals("-") ? Optional.empty() : Optional.of(MailAddress.parse(expected)));
    }

    private static void setUnlessDash(Properties properties, String name, String value) {
        if (!value.equals("-")) {
            properties.setProperty(name, value);
        }
    }

    @Test
    void aMessageWithoutAuthorHasTheSessionsAddressAsReversePath() throws Exception {
        MimeMessage message = message(session("mail.from", "servidor@ejemplo.com"));
        message.removeHeader("From");
        Transport.send(message);
        assertThat(sender.only().reversePath()).contains(MailAddress.parse("servidor@ejemplo.com"));
    }

    @Test
    void aReversePathThatCantExistIsRefused() throws Exception {
        SendFailedException refused = catchThrowableOfType(
                SendFailedException.class, () -> Transport.send(message(session("mail.smtp.from", "nadie"))));
        assertThat(refused).hasMessage("mail.smtp.from: \"nadie\" is not a mail address: it has no @");
        assertThat(refused.getValidUnsentAddresses()).isEqualTo(addresses("luis@ejemplo.net"));
        assertThat(sender.isEmpty()).isTrue();
    }

    @Test
    void addressesThatCantExistAreListed() throws Exception {
        Address[] addresses = addresses("eva@ejemplo.org", "nadie", "", "luis@ejemplo.net");
        SendFailedException refused =
                catchThrowableOfType(SendFailedException.class, () -> Transport.send(message(session()), addresses));
        assertThat(refused).hasMessageContaining("\"nadie\" is not a mail address: it has no @");
        assertThat(refused.getInvalidAddresses()).containsExactly(addresses[1], addresses[2]);
        assertThat(refused.getValidUnsentAddresses()).containsExactly(addresses[0], addresses[3]);
        assertThat(refused.getValidSentAddresses()).isEmpty();
        assertThat(sender.isEmpty()).isTrue();
    }

    @Test
    void theOthersGetItIfTheSessionSaysSo() throws Exception {
        Address[] addresses = addresses("eva@ejemplo.org", "nadie");
        SendFailedException refused = catchThrowableOfType(
                SendFailedException.class,
                () -> Transport.send(message(session("mail.smtp.sendpartial", "true")), addresses));
        assertThat(refused.getInvalidAddresses()).containsExactly(addresses[1]);
        assertThat(refused.getValidSentAddresses()).containsExactly(addresses[0]);
        assertThat(refused.getValidUnsentAddresses()).isEmpty();
        assertThat(sender.only().recipients()).isEqualTo(mailboxes("eva@ejemplo.org"));
    }

    @Test
    void theOthersGetItIfTheMessageSaysSo() throws Exception {
        SMTPMessage message = filled(new SMTPMessage(session()));
        message.setSendPartial(true);
        assertThatThrownBy(() -> Transport.send(message, addresses("nadie", "eva@ejemplo.org")))
                .isInstanceOf(SendFailedException.class);
        assertThat(sender.only().recipients()).isEqualTo(mailboxes("eva@ejemplo.org"));
    }

    @Test
    void nobodyGetsItIfNoAddressCanExist() {
        assertThatThrownBy(() -> Transport.send(message(session("mail.smtp.sendpartial", "true")), addresses("nadie")))
                .isInstanceOf(SendFailedException.class);
        assertThat(sender.isEmpty()).isTrue();
    }

    @Test
    void whatIsNoMailToTheInternetIsRefused() throws Exception {
        Session session = session();
        try (Transport transport = session.getTransport()) {
            transport.connect();
            assertThatThrownBy(() -> transport.sendMessage(message(session), NOBODY))
                    .isInstanceOf(SendFailedException.class);
            assertThatThrownBy(() -> transport.sendMessage(message(session), null))
                    .isInstanceOf(SendFailedException.class);
            assertThatThrownBy(
                            () -> transport.sendMessage(message(session), new Address[] {new NewsAddress("es.correo")}))
                    .isInstanceOf(MessagingException.class)
                    .hasMessageContaining("es.correo");
        }
        assertThat(sender.isEmpty()).isTrue();
    }

    @Test
    void aRefusalNamesTheFieldAndKeepsItsCause() {
        sender.refuse(new InvalidMailException(Reason.UNKNOWN_STREAM, "stream", "There is no stream \"x\""));
        assertThatThrownBy(() -> Transport.send(message(session())))
                .isInstanceOf(MessagingException.class)
                .isNotInstanceOf(SendFailedException.class)
                .hasMessage("stream: There is no stream \"x\"")
                .cause()
                .isInstanceOfSatisfying(
                        InvalidMailException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNKNOWN_STREAM));
    }

    @Test
    void aQueueThatTakesNothingIsTold() {
        sender.refuse(new MailUnavailableException("The queue can't take the message now"));
        assertThatThrownBy(() -> Transport.send(message(session())))
                .isInstanceOf(MessagingException.class)
                .hasMessage("The queue can't take the message now")
                .hasCauseInstanceOf(MailUnavailableException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "eva@ejemplo.org,       false, MESSAGE_DELIVERED,           1, 0, 0",
        "eva@ejemplo.org nadie, false, MESSAGE_NOT_DELIVERED,       0, 1, 1",
        "eva@ejemplo.org nadie, true,  MESSAGE_PARTIALLY_DELIVERED, 1, 0, 1",
    })
    void listenersHearOfIt(String to, String partial, String event, int sent, int unsent, int invalid)
            throws Exception {
        Session session = session("mail.smtp.sendpartial", partial);
        List<TransportEvent> events = new ArrayList<>();
        List<TransportEvent> formerEvents = new ArrayList<>();
        try (Transport transport = session.getTransport()) {
            TransportListener former = new Listener(formerEvents);
            transport.addTransportListener(former);
            transport.addTransportListener(new FailingListener());
            transport.addTransportListener(new Listener(events));
            transport.removeTransportListener(former);
            transport.connect();
            try {
                transport.sendMessage(message(session), addresses(to.split(" ")));
            } catch (SendFailedException told) {
                assertThat(invalid).isPositive();
            }
        }
        assertThat(formerEvents).isEmpty();
        assertThat(events).hasSize(1);
        TransportEvent heard = events.get(0);
        assertThat(heard.getType())
                .isEqualTo(TransportEvent.class.getField(event).getInt(null));
        assertThat(heard.getValidSentAddresses()).hasSize(sent);
        assertThat(heard.getValidUnsentAddresses()).hasSize(unsent);
        assertThat(heard.getInvalidAddresses()).hasSize(invalid);
    }

    private static final class Listener extends TransportAdapter {

        private final List<TransportEvent> events;

        Listener(List<TransportEvent> events) {
            this.events = events;
        }

        @Override
        public void messageDelivered(TransportEvent event) {
            events.add(event);
        }

        @Override
        public void messageNotDelivered(TransportEvent event) {
            events.add(event);
        }

        @Override
        public void messagePartiallyDelivered(TransportEvent event) {
            events.add(event);
        }
    }

    private static final class FailingListener extends TransportAdapter {

        @Override
        public void messageDelivered(TransportEvent event) {
            throw new IllegalStateException("A fault of the application");
        }
    }

    @Test
    void aSessionMayHaveOptions() throws Exception {
        Transport.send(message(session(
                "mail.valija.stream", "bulk",
                "mail.valija.priority", "-4",
                "mail.valija.expire-after", "P2D",
                "mail.valija.business-key", "boletín",
                "mail.smtp.dsn.notify", "failure, DELAY",
                "mail.smtp.dsn.ret", "HDRS",
                "mail.valija.dsn.ret", "FULL")));
        assertThat(sender.only().options())
                .isEqualTo(SendOptions.builder().stream("bulk")
                        .priority(-4)
                        .expireAfter(Duration.ofDays(2))
                        .businessKey("boletín")
                        .notifyOn(Event.FAILURE, Event.DELAY)
                        .returned(Returned.FULL)
                        .build());
    }

    @Test
    void aMessageMayHaveOptionsIfItsSessionLetsIt() throws Exception {
        MimeMessage message = message(session("mail.valija.headers", "true", "mail.valija.stream", "bulk"));
        message.setHeader("X-Valija-Business-Key", "=?UTF-8?Q?a=C3=B1o?=\r\n 2026");
        message.setHeader("X-Valija-Not-Before", "2026-12-24T18:00:00Z");
        message.setHeader("X-Valija-Expire-At", "2026-12-25T00:00:00+01:00");
        message.setHeader("x-valija-priority", "3");
        Transport.send(message);
        assertThat(sender.only().options())
                .isEqualTo(SendOptions.builder().stream("bulk")
                        .businessKey("año 2026")
                        .notBefore(Instant.parse("2026-12-24T18:00:00Z"))
                        .expireAt(Instant.parse("2026-12-24T23:00:00Z"))
                        .priority(3)
                        .build());
    }

    @Test
    void aStrangersHeaderSaysNothing() throws Exception {
        MimeMessage message = message(session());
        message.setHeader("X-Valija-Not-Before", "2027-11-24T18:00:00Z");
        message.setHeader("X-Valija-Business-Key", "pedido-1");
        Transport.send(message);
        assertThat(sender.only().options()).isEqualTo(SendOptions.NONE);
    }

    @Test
    void anSmtpMessageSaysWhatIsNotified() throws Exception {
        SMTPMessage message = filled(new SMTPMessage(session("mail.smtp.dsn.notify", "NEVER")) {});
        message.setNotifyOptions(SMTPMessage.NOTIFY_SUCCESS | SMTPMessage.NOTIFY_DELAY);
        message.setReturnOption(SMTPMessage.RETURN_HDRS);
        Transport.send(message);
        assertThat(sender.only().options().notifications()).contains(Set.of(Event.SUCCESS, Event.DELAY));
        assertThat(sender.only().options().returned()).contains(Returned.HDRS);
    }

    @Test
    void anSmtpMessageMaySayNever() throws Exception {
        SMTPMessage message = filled(new SMTPMessage(session("mail.smtp.dsn.notify", "DELAY")));
        message.setNotifyOptions(SMTPMessage.NOTIFY_NEVER);
        Transport.send(message);
        assertThat(sender.only().options().notifications()).contains(Set.of());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mail.valija.priority=alta",
                "mail.valija.expire-after=2 días",
                "mail.valija.not-before=mañana",
                "mail.valija.expire-at=25:00",
                "mail.valija.dsn.ret=TODO",
                "mail.smtp.dsn.notify=SUCCESS FAILURE",
                "mail.smtp.dsn.notify=NEVER,DELAY",
            })
    void anOptionThatCantBeReadIsNamed(String setting) {
        String[] parts = setting.split("=");
        assertThatThrownBy(() -> Transport.send(message(session(parts))))
                .isInstanceOf(MessagingException.class)
                .hasMessageStartingWith(parts[0] + " must be ")
                .hasCauseInstanceOf(RuntimeException.class);
        assertThat(sender.isEmpty()).isTrue();
    }
}
