package org.valija.admin.access;

/** The roles that the application server's realm gives. */
public final class Roles {

    /** May see and change everything. */
    public static final String ADMIN = "valija-admin";

    private Roles() {}
}
