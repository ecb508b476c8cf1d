package org.valija.transport;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.util.Properties;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever an application, or a stranger whose text it uses, writes into addresses and options. */
class TransportProperties {

    @Provide
    Arbitrary<String> addresses() {
        return Arbitraries.strings().withChars("ab@.:;,<>()\"\\[] \r\n\tñ\0").ofMaxLength(30);
    }

    @Property
    void anAddressIsValidOrListed(@ForAll("addresses") String text) throws MessagingException {
        InternetAddress address = new InternetAddress();
        address.setAddress(text);
        Recipients recipients = Recipients.of(new Address[] {address});
        if (!address.isGroup()) {
            assertThat(recipients.valid().size() + recipients.invalid().size()).isEqualTo(1);
        }
        assertThat(recipients.reasons()).hasSameSizeAs(recipients.invalid());
        assertThat(recipients.failure(new Address[0], new Address[0]).getMessage())
                .doesNotContain("\r", "\n");
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.of("priority", "not-before", "expire-at", "expire-after", "dsn.notify", "dsn.ret");
    }

    @Provide
    Arbitrary<String> values() {
        return Arbitraries.strings()
                .withChars("0123456789-+:.,TPZDHMSFULRENVACIY \r\nñ")
                .ofMaxLength(25);
    }

    @Property
    void anOptionIsReadOrNamed(@ForAll("names") String name, @ForAll("values") String value) throws MessagingException {
        Properties properties = new Properties();
        properties.setProperty("mail.valija." + name, value);
        Session session = Session.getInstance(properties);
        MessageSettings settings = new MessageSettings(session, new MimeMessage(session));
        try {
            assertThat(settings.options()).isNotNull();
        } catch (MessagingException e) {
            assertThat(e).hasMessageStartingWith("mail.valija." + name + " must be ");
        }
    }
}
