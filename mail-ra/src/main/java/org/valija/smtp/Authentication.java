package org.valija.smtp;

/** A login that was found right; what else it holds is the affair of the {@link MailHandler} that made it. */
public interface Authentication {

    /** The user's name. */
    String user();

    /** The session is over: what is secret about the login may be wiped. Deliveries that have begun go on. */
    default void forget() {}
}
