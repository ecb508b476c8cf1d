package org.valija.cdi;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.mail.internet.MimeMessage;
import java.util.Optional;
import org.valija.Cancellation;
import org.valija.MailId;
import org.valija.MailSender;
import org.valija.MailStatus;
import org.valija.MailUnavailableException;
import org.valija.OutboundMail;
import org.valija.SendOptions;
import org.valija.spi.Registry;

/** Produces the sender that an application injects. */
@ApplicationScoped
public class MailSenderProducer {

    /** Finds the real sender at each call: an application may start before Valija does, and outlive its redeployment. */
    @Produces
    MailSender sender() {
        return new MailSender() {
            @Override
            public MailId send(OutboundMail mail) {
                return registered().send(mail);
            }

            @Override
            public MailId send(MimeMessage message, SendOptions options) {
                return registered().send(message, options);
            }

            @Override
            public Cancellation cancel(MailId id) {
                return registered().cancel(id);
            }

            @Override
            public Optional<MailStatus> status(MailId id) {
                return registered().status(id);
            }
        };
    }

    private static MailSender registered() {
        return Registry.find(MailSender.class)
                .orElseThrow(() -> new MailUnavailableException("Valija is not running: deploy valija.ear"));
    }
}
