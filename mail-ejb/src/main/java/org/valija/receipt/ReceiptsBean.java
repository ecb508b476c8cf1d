package org.valija.receipt;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Local;
import jakarta.ejb.SessionContext;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import javax.sql.DataSource;
import org.valija.schema.Schema;
import org.valija.spi.Receipts;
import org.valija.spi.Registry;

/** The receipts in the server's default data source, in the transaction of the delivery. */
@Singleton
@Startup
@Local(Receipts.class)
@DependsOn(Schema.NAME)
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
public class ReceiptsBean implements Receipts {

    @Resource
    private SessionContext context;

    @Resource(lookup = "java:comp/DefaultDataSource")
    private DataSource database;

    private Registry.Registration registration;

    @PostConstruct
    void register() {
        registration = Registry.register(Receipts.class, context.getBusinessObject(Receipts.class));
    }

    @PreDestroy
    void unregister() {
        registration.close();
    }

    @Override
    @TransactionAttribute(TransactionAttributeType.MANDATORY)
    public Map<String, String> enter(Collection<Receipt> receipts) throws SQLException {
        return new ReceiptTable(database).enter(receipts, Instant.now());
    }
}
