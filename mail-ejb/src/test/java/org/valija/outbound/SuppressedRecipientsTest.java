package org.valija.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.valija.Envelope;
import org.valija.MailAddress;
import org.valija.SendOptions;
import org.valija.suppression.Suppression;
import org.valija.suppression.Suppression.Reason;
import org.valija.suppression.SuppressionCheck;
import org.valija.suppression.SuppressionView;

/** When a send asks the database who is suppressed. */
class SuppressedRecipientsTest {

    private static final Envelope ENVELOPE =
            new Envelope(Optional.empty(), List.of(MailAddress.parse("luis@b.test"), MailAddress.parse("eva@b.test")));

    /** A list that must not be asked. */
    private static final class Silent implements SuppressionCheck {

        @Override
        public SuppressionView view() {
            return SuppressionView.empty();
        }

        @Override
        public Map<MailAddress, Suppression> suppressed(List<MailAddress> addresses, String stream) {
            throw new AssertionError("The database was asked for " + addresses);
        }

        @Override
        public void suppress(Suppression entry) {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void nobodyIsOnTheListAndTheDatabaseIsNotAsked() {
        assertThat(new SuppressedRecipients(new Silent()).of(ENVELOPE, SendOptions.NONE))
                .isEmpty();
    }

    @Test
    void norIsItForWhatIsSentInSpiteOfIt() {
        SendOptions options = SendOptions.builder().despiteSuppression().build();

        assertThat(new SuppressedRecipients(new Silent()).of(ENVELOPE, options)).isEmpty();
    }

    @Test
    void anEntrySaysWhy() {
        Suppression entry = new Suppression(
                "",
                MailAddress.parse("luis@b.test"),
                "bulk",
                Reason.COMPLAINT,
                "spam",
                Instant.EPOCH,
                Optional.empty(),
                Optional.empty());

        assertThat(EventDetail.suppressed(entry).reason()).isEqualTo("The recipient has complained: spam");
    }
}
