package org.valija.promise.bean;

/** An application exception that lets the container commit. */
public class CheckedException extends Exception {

    private static final long serialVersionUID = 1L;

    CheckedException() {
        super("The bean does not like it");
    }
}
