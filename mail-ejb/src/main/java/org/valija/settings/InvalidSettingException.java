package org.valija.settings;

import jakarta.ejb.ApplicationException;

/** A setting that is refused; nothing was changed. */
@ApplicationException(rollback = true, inherited = true)
public class InvalidSettingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String field;

    /**
     * @param field the record component that is wrong, such as {@code port}
     * @param message a sentence for the administrator: what is wrong and what would be right
     */
    public InvalidSettingException(String field, String message) {
        super(message);
        this.field = field;
    }

    /** The record component that is wrong. */
    public String field() {
        return field;
    }
}
