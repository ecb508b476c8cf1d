package org.valija.smtp;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/**
 * Whether a client still waits for the reply to a message. A delivery and the session agree here on who was first: either
 * the delivery comes to its commit, and then the session waits for its end, or the session has given up and has said 451,
 * and then the delivery must not commit.
 *
 * <p>Safe for use by many threads.
 */
public final class ReplyWait {

    private enum State {
        WAITING,
        COMMITTING,
        GIVEN_UP
    }

    private final BooleanSupplier clientIsGone;
    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);

    /** @param clientIsGone asked by any thread */
    public ReplyWait(BooleanSupplier clientIsGone) {
        this.clientIsGone = clientIsGone;
    }

    /** Another one, for the same client. */
    ReplyWait another() {
        return new ReplyWait(clientIsGone);
    }

    /**
     * Asked before a delivery begins.
     *
     * @return whether it is worth it: the client is there, and has not been told that its message was not delivered
     */
    public boolean isOn() {
        return state.get() != State.GIVEN_UP && !clientIsGone.getAsBoolean();
    }

    /**
     * Asked as the last thing before a delivery commits. A client that has gone meanwhile is no reason not to.
     *
     * @return false if the client was told that its message was not delivered: the delivery must roll back
     */
    public boolean commits() {
        return state.compareAndSet(State.WAITING, State.COMMITTING) || state.get() == State.COMMITTING;
    }

    /** @return false if a delivery commits right now, so that its end is to be waited for */
    public boolean giveUp() {
        return state.compareAndSet(State.WAITING, State.GIVEN_UP) || state.get() == State.GIVEN_UP;
    }
}
