package org.valija.admin;

import java.util.Locale;

/**
 * What an administrator should know at once.
 *
 * @param level how bad it is
 * @param title in a few words
 * @param text one or two sentences, with what to do
 * @param page where to do it
 */
public record Notice(Level level, String title, String text, Page page) {

    /** How bad it is. */
    public enum Level {
        ERROR,
        WARNING,
        INFO
    }

    /** Where it can be put right. */
    public enum Page {
        PORTS,
        RELAY,
        ROUTES,
        DKIM,
        /** The sandbox, with the mail for our postmaster only. */
        POSTMASTER;

        /** The page as a Faces outcome. */
        public String view() {
            return this == POSTMASTER ? "sandbox?postmaster=true" : name().toLowerCase(Locale.ROOT);
        }
    }
}
