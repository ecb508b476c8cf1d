package org.valija.tlsreport;

import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.EJBException;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;
import org.valija.MailAddress;
import org.valija.schema.Schema;

/** Reads reports, and keeps them for a while. */
@Singleton(name = ReceivedReportsBean.NAME)
@Startup
@DependsOn(Schema.NAME)
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
public class ReceivedReportsBean implements ReceivedReports {

    public static final String NAME = "ValijaTlsReports";

    private static final Logger LOG = System.getLogger(ReceivedReportsBean.class.getName());

    @Resource(lookup = "java:comp/DefaultDataSource")
    private DataSource database;

    private final TlsReportSettings settings = TlsReportSettings.read();

    @Override
    public boolean areFor(MailAddress recipient) {
        return settings.receivesAt(recipient);
    }

    @Override
    public boolean take(String id, InputStream message) throws IOException {
        ReceivedReportTable table = new ReceivedReportTable(database);
        Instant now = Instant.now();
        try {
            List<ReceivedReport> reports = ReportReader.read(message, now);
            table.removeBefore(now.minus(ReceivedReportTable.KEPT));
            int dropped = table.add(reports);
            if (dropped > 0) {
                LOG.log(Level.WARNING, "{0}: there is no room for another TLS report", id);
            }
            LOG.log(Level.INFO, "{0} is a TLS report of {1}", id, reports.get(0).organization());
            return true;
        } catch (ReportReader.UnreadableReportException e) {
            LOG.log(Level.INFO, "{0} is no TLS report: {1}", id, e.getMessage());
            return false;
        } catch (SQLException e) {
            throw new EJBException(e);
        }
    }

    @Override
    public long count() {
        try {
            return new ReceivedReportTable(database).count();
        } catch (SQLException e) {
            throw new EJBException(e);
        }
    }

    @Override
    public List<ReceivedReport> list(int offset, int limit) {
        try {
            return new ReceivedReportTable(database).list(offset, limit);
        } catch (SQLException e) {
            throw new EJBException(e);
        }
    }
}
