package org.valija.sandbox;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.EJBException;
import jakarta.ejb.SessionContext;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * The sandbox mailbox in the server's default data source.
 *
 * <p>Its limits are the system properties {@code valija.sandbox.max.messages} (1,000) and {@code
 * valija.sandbox.max.bytes} (500 MB).
 */
@Stateless
public class SandboxBean implements SandboxMailbox {

    private static final int MAX_MESSAGES = 1_000;
    private static final long MAX_OCTETS = 500_000_000;
    private static final int MAX_PAGE = 1_000;

    @Resource(lookup = "java:comp/DefaultDataSource")
    private DataSource database;

    @Resource
    private SessionContext context;

    private SandboxTable table;

    @PostConstruct
    void configure() {
        table = new SandboxTable(
                database,
                Integer.getInteger("valija.sandbox.max.messages", MAX_MESSAGES),
                Long.getLong("valija.sandbox.max.bytes", MAX_OCTETS));
    }

    @Override
    public void keep(String sender, List<String> recipients, Instant deliveredAt, InputStream source)
            throws IOException {
        keep(sender, recipients, deliveredAt, source, false);
    }

    @Override
    public void keepForPostmaster(String sender, List<String> recipients, Instant receivedAt, InputStream source)
            throws IOException {
        keep(sender, recipients, receivedAt, source, true);
    }

    private void keep(
            String sender, List<String> recipients, Instant deliveredAt, InputStream source, boolean forPostmaster)
            throws IOException {
        try {
            table.keep(sender, recipients, deliveredAt, source, forPostmaster);
        } catch (SQLException e) {
            throw new EJBException("The sandbox mailbox can't keep a message", e);
        } catch (IOException e) {
            context.setRollbackOnly(); // a part of the source is in the table
            throw e;
        }
    }

    @Override
    public List<SandboxMessage> newest(int offset, int limit) {
        return run(() -> table.newest(offset(offset), limit(limit)));
    }

    @Override
    public List<SandboxMessage> newestForPostmaster(int offset, int limit) {
        return run(() -> table.newestForPostmaster(offset(offset), limit(limit)));
    }

    private static int offset(int wanted) {
        return Math.max(0, wanted);
    }

    private static int limit(int wanted) {
        return Math.max(0, Math.min(MAX_PAGE, wanted));
    }

    @Override
    public long count() {
        return run(table::count);
    }

    @Override
    public long countForPostmaster() {
        return run(table::countForPostmaster);
    }

    @Override
    public Optional<SandboxMessage> find(String id) {
        return run(() -> table.find(id));
    }

    @Override
    @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED) // no timeout for a slow reader
    public boolean writeSource(String id, OutputStream out) throws IOException {
        try {
            return table.writeSource(id, out);
        } catch (SQLException e) {
            throw unusable(e);
        }
    }

    @Override
    public void clear() {
        run(() -> {
            table.clear();
            return null;
        });
    }

    private static <T> T run(Statement<T> statement) {
        try {
            return statement.run();
        } catch (SQLException e) {
            throw unusable(e);
        }
    }

    private static EJBException unusable(SQLException cause) {
        return new EJBException("The sandbox mailbox can't be read or changed", cause);
    }

    @FunctionalInterface
    private interface Statement<T> {
        T run() throws SQLException;
    }
}
