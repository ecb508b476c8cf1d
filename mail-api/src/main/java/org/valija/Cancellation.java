package org.valija;

import java.util.List;

/**
 * What {@link MailSender#cancel(MailId)} has found. A recipient in neither list has been dealt with before (it was delivered, or
 * has bounced), or his copy is in the ready queue at this moment; what no worker has taken from there when the cancellation
 * is committed is dropped.
 *
 * @param cancelled those for whom the message waited in the deferred store: they never get it
 * @param beingTried those to whom an attempt is under way, which is not interrupted; if it fails, there is no other one
 */
public record Cancellation(List<MailAddress> cancelled, List<MailAddress> beingTried) {

    public Cancellation {
        cancelled = List.copyOf(cancelled);
        beingTried = List.copyOf(beingTried);
    }
}
