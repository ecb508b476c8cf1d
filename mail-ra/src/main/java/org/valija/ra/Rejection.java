package org.valija.ra;

import java.util.Optional;
import org.valija.MailRejectedException;
import org.valija.Reply;

/** Finds a bean's rejection in what came out of a delivery; containers wrap exceptions, sometimes twice. */
final class Rejection {

    private static final int MAX_CAUSES = 20; // a chain of causes may have a loop

    private Rejection() {}

    /**
     * @param failure may be null
     */
    static Optional<Reply> in(Throwable failure) {
        Throwable t = failure;
        for (int i = 0; t != null && i < MAX_CAUSES; i++, t = t.getCause()) {
            if (t instanceof MailRejectedException rejection) {
                return Optional.of(rejection.reply());
            }
        }
        return Optional.empty();
    }
}
