package org.valija.feedback;

import java.sql.SQLException;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Consumer;
import org.valija.MailAddress;
import org.valija.suppression.Suppression;
import org.valija.suppression.Suppression.Reason;

/** Decides which addresses are suppressed by what was heard, and keeps that; in the caller's transaction. */
final class Suppressing {

    private final FeedbackTable table;
    private final SuppressionSettings settings;
    private final Consumer<Suppression> list;

    Suppressing(FeedbackTable table, SuppressionSettings settings, Consumer<Suppression> list) {
        this.table = table;
        this.settings = settings;
        this.list = list;
    }

    void heard(Collection<Feedback> heard) throws SQLException {
        table.insert(heard);
        for (Feedback one : heard) {
            if (one.recipient().isPresent()
                    && one.stream().filter(settings::areFor).isPresent()) {
                consider(one, one.recipient().get(), one.stream().get());
            }
        }
    }

    private void consider(Feedback heard, MailAddress recipient, String stream) throws SQLException {
        reason(heard, recipient, stream)
                .ifPresent(reason -> list.accept(new Suppression(
                        "",
                        recipient,
                        stream,
                        reason,
                        heard.detail(),
                        heard.heardAt(),
                        settings.end(reason, heard.heardAt()),
                        Optional.of(heard.mail()))));
    }

    private Optional<Reason> reason(Feedback heard, MailAddress recipient, String stream) throws SQLException {
        return switch (heard.verdict()) {
            case HARD -> Optional.of(Reason.HARD_BOUNCE);
            case COMPLAINT -> Optional.of(Reason.COMPLAINT);
            case SOFT, FULL ->
                table.softBounces(recipient, stream, heard.heardAt().minus(settings.softPeriod()))
                                >= settings.softBounces()
                        ? Optional.of(Reason.SOFT_BOUNCES)
                        : Optional.empty();
            case POLICY, AUTO_REPLY, CHALLENGE, DELAY, SUCCESS, UNKNOWN -> Optional.empty();
        };
    }
}
