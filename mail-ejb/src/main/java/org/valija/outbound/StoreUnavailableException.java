package org.valija.outbound;

import java.sql.SQLException;

/** The database gave no connection: nothing has been tried in this transaction, which is as good as before. */
final class StoreUnavailableException extends SQLException {

    private static final long serialVersionUID = 1L;

    StoreUnavailableException(SQLException cause) {
        super("The deferred store can't be reached", cause);
    }
}
