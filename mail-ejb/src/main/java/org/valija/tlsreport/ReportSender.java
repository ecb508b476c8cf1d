package org.valija.tlsreport;

import jakarta.mail.MessagingException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.URISyntaxException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.valija.InvalidAddressException;
import org.valija.MailAddress;
import org.valija.MailSender;
import org.valija.SendOptions;
import org.valija.tlspolicy.HttpsExchange;
import org.valija.tlspolicy.TxtRecords;
import org.valija.tlsreport.SessionTable.Subject;

/** Sends the reports about the days that are over, to the domains that want them. For one thread. */
final class ReportSender {

    private static final Logger LOG = System.getLogger(ReportSender.class.getName());

    /** In one run; the next one goes on. */
    private static final int MAX_SUBJECTS = 1_000;
    /** Of a report; what is beyond is left out, the rarest first. */
    private static final int MAX_KINDS = 1_000;
    /** RFC 8460 section 3: "rua" is a list, and nobody needs a long one. */
    private static final int MAX_URIS = 4;
    /** How long a web server that can't take a report is tried again. */
    private static final int MAX_DAYS = 2;

    private static final int MAX_ANSWER = 64 * 1024;
    private static final int HTTPS = 443;
    private static final String MAILTO = "mailto:";

    private final TlsReportSettings settings;
    private final SessionTable table;
    private final TxtRecords records;
    private final HttpsExchange https;
    private final Transactions transactions;
    private final Clock clock;

    /** Runs something in a JTA transaction of its own. */
    @FunctionalInterface
    interface Transactions {

        /** @throws Exception of what is run, after a roll-back, or of the commit */
        void run(Work work) throws Exception;
    }

    /** What is run there. */
    @FunctionalInterface
    interface Work {

        void run() throws SQLException, MessagingException;
    }

    ReportSender(
            TlsReportSettings settings,
            SessionTable table,
            TxtRecords records,
            HttpsExchange https,
            Transactions transactions,
            Clock clock) {
        this.settings = settings;
        this.table = table;
        this.records = records;
        this.https = https;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** One report that fails keeps no other back. */
    void sendAll(MailSender mail) throws SQLException {
        LocalDate today = clock.instant().atZone(ZoneOffset.UTC).toLocalDate();
        for (Subject subject : table.before(today, MAX_SUBJECTS)) {
            try {
                send(subject, today, mail);
            } catch (Exception e) { // whatever the transaction manager has to say; it is tried again with the next run
                LOG.log(Level.WARNING, "The TLS report for " + subject.domain() + " can't be sent now", e);
                forgetOld(subject, today);
            }
        }
    }

    /** Lest reports that never can be sent keep the others back. */
    private void forgetOld(Subject subject, LocalDate today) {
        if (mayWait(subject, today)) {
            return;
        }
        try {
            transactions.run(() -> table.remove(subject));
        } catch (Exception e) {
            LOG.log(Level.WARNING, "The counts for " + subject.domain() + " can't be removed", e);
        }
    }

    private static boolean mayWait(Subject subject, LocalDate today) {
        return today.minusDays(MAX_DAYS).isBefore(subject.day());
    }

    private void send(Subject subject, LocalDate today, MailSender mail) throws Exception {
        List<String> uris =
                records.reportUris(subject.domain()).stream().limit(MAX_URIS).toList();
        ReportDocument report = new ReportDocument(
                settings.organization(),
                settings.contact().orElseThrow(),
                subject.day(),
                subject.domain(),
                uris.isEmpty() ? Map.of() : table.of(subject, MAX_KINDS));
        for (String uri : uris) {
            if (!uri.startsWith(MAILTO) && !post(report, uri) && mayWait(subject, today)) {
                return;
            }
        }
        List<MailAddress> recipients = recipients(uris);
        transactions.run(() -> {
            // Whoever has removed the rows sends the report: no other node does.
            if (table.remove(subject) > 0) {
                for (MailAddress recipient : recipients) {
                    mail.send(
                            ReportMail.of(report, recipient),
                            Optional.of(report.contact()),
                            List.of(recipient),
                            SendOptions.NONE);
                }
            }
        });
        if (!uris.isEmpty()) {
            LOG.log(Level.INFO, "TLS report for {0} about {1} sent to {2}", subject.domain(), subject.day(), uris);
        }
    }

    private static List<MailAddress> recipients(List<String> uris) {
        List<MailAddress> recipients = new ArrayList<>();
        for (String uri : uris) {
            if (uri.startsWith(MAILTO)) {
                int query = uri.indexOf('?');
                try {
                    recipients.add(MailAddress.parse(uri.substring(MAILTO.length(), query < 0 ? uri.length() : query)));
                } catch (InvalidAddressException e) {
                    LOG.log(Level.DEBUG, "A TLS report is wanted at what is no address: " + uri, e);
                }
            }
        }
        return recipients.stream().distinct().toList();
    }

    /** Returns false if it is worth while to try again. */
    private boolean post(ReportDocument report, String text) {
        try {
            URI uri = new URI(text);
            if (!"https".equals(uri.getScheme()) || uri.getHost() == null) {
                return true; // RFC 8460 section 3 knows no other
            }
            String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
            String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
            HttpsExchange.Response response = https.post(
                    uri.getHost(),
                    uri.getPort() < 0 ? HTTPS : uri.getPort(),
                    path + query,
                    "application/tlsrpt+gzip",
                    report.compressed(),
                    MAX_ANSWER);
            if (response.status() / 100 == 2) {
                return true;
            }
            LOG.log(Level.INFO, "{0} answers a TLS report with status {1}", uri.getHost(), response.status());
            return false;
        } catch (URISyntaxException e) {
            LOG.log(Level.DEBUG, "A TLS report is wanted at what is no URI: " + text, e);
            return true;
        } catch (IOException e) {
            LOG.log(Level.INFO, "A TLS report can''t be handed over to {0}: {1}", text, e.getMessage());
            return false;
        }
    }
}
