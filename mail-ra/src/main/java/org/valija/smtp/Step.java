package org.valija.smtp;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;

/** What a {@link SmtpSession} wants done after an event. */
sealed interface Step {

    Step GO_ON = new GoOn();

    static Step respond(SmtpReply reply) {
        return new Respond(reply, reply.closes() ? After.CLOSE : After.GO_ON);
    }

    static Step respondAndClose(SmtpReply reply) {
        return new Respond(reply, After.CLOSE);
    }

    static <T> Step await(CompletionStage<T> stage, BiFunction<? super T, ? super Throwable, Step> resume) {
        return new Await<>(stage, Optional.empty(), resume);
    }

    /** @param limit after which the session is resumed without the stage, with a {@link TimeoutException} */
    static <T> Step await(
            CompletionStage<T> stage, Duration limit, BiFunction<? super T, ? super Throwable, Step> resume) {
        return new Await<>(stage, Optional.of(limit), resume);
    }

    /**
     * Like {@link #await(CompletionStage, Duration, BiFunction)} for a delivery. What is committing when the time is up gets
     * as much again: it is too late to say that it was not delivered.
     */
    static <T> Step awaitUnlessGivenUp(
            CompletionStage<T> delivery,
            Duration limit,
            ReplyWait wait,
            BiFunction<? super T, ? super Throwable, Step> resume) {
        return await(
                delivery,
                limit,
                (reply, failure) -> failure instanceof TimeoutException && !wait.giveUp()
                        ? await(delivery, limit, resume)
                        : resume.apply(reply, failure));
    }

    /** What follows a reply. */
    enum After {
        GO_ON,
        /** As {@link #GO_ON}; the client is greeted or turned down, and has its time to log in, or to leave, from here. */
        NEW_CLIENT,
        CLOSE,
        /** What the client has sent already is thrown away, and TLS begins. */
        START_TLS
    }

    /** Nothing to say: more input. */
    record GoOn() implements Step {}

    /** Send this. */
    record Respond(SmtpReply reply, After after) implements Step {}

    /** Send these, none of which closes; then go on with the next step. */
    record RespondEach(List<SmtpReply> replies, Step next) implements Step {

        public RespondEach {
            replies = List.copyOf(replies);
        }
    }

    /**
     * No input until the stage has completed; then resume the session, on its own thread, with the stage's value or the
     * reason why there is none, for the next step. What comes behind the limit, if there is one, comes too late.
     */
    record Await<T>(
            CompletionStage<T> stage, Optional<Duration> limit, BiFunction<? super T, ? super Throwable, Step> resume)
            implements Step {}
}
