package org.valija.cdi;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.mail.internet.MimeMessage;
import java.util.List;
import java.util.Optional;
import org.valija.Cancellation;
import org.valija.MailAddress;
import org.valija.MailId;
import org.valija.MailSender;
import org.valija.MailStatus;
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
                return Registry.mailSender().send(mail);
            }

            @Override
            public MailId send(MimeMessage message, SendOptions options) {
                return Registry.mailSender().send(message, options);
            }

            @Override
            public MailId send(
                    MimeMessage message,
                    Optional<MailAddress> reversePath,
                    List<MailAddress> recipients,
                    SendOptions options) {
                return Registry.mailSender().send(message, reversePath, recipients, options);
            }

            @Override
            public Cancellation cancel(MailId id) {
                return Registry.mailSender().cancel(id);
            }

            @Override
            public Optional<MailStatus> status(MailId id) {
                return Registry.mailSender().status(id);
            }
        };
    }
}
