package org.valija.smtp;

/** How a login ended. */
public sealed interface LoginOutcome {

    /** It was right. */
    record LoggedIn(Authentication authentication) implements LoginOutcome {}

    /** User or password, or what stands for it, is wrong: {@code 535 5.7.8}, later. */
    record Denied() implements LoginOutcome {}

    /** Not checked at all, after too many failures: {@code 454 4.7.0}. */
    record Braked() implements LoginOutcome {}
}
