package org.valija.promise.bean;

import jakarta.ejb.ApplicationException;

/** An application exception that makes the container roll back. */
@ApplicationException(rollback = true)
public class CheckedRollbackException extends Exception {

    private static final long serialVersionUID = 1L;

    CheckedRollbackException() {
        super("The bean does not like it, and wants no commit");
    }
}
