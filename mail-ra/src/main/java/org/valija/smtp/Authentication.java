package org.valija.smtp;

/** A login that was found right; what else it holds is the affair of the {@link MailHandler} that made it. */
public interface Authentication {

    /** The user's name. */
    String user();
}
