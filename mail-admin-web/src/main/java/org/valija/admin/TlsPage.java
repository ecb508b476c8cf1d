package org.valija.admin;

import jakarta.ejb.EJB;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Named;
import java.io.Serializable;
import org.primefaces.model.LazyDataModel;
import org.valija.settings.InvalidSettingException;
import org.valija.tlspolicy.DestinationPolicies;
import org.valija.tlspolicy.DestinationTls;
import org.valija.tlsreport.ReceivedReport;
import org.valija.tlsreport.ReceivedReports;

/** The page about TLS between mail hosts: what destinations have published, and what others report of us. */
@Named("tls")
@ViewScoped
public class TlsPage implements Serializable {

    private static final long serialVersionUID = 1L;
    private static final String FORM = "lookUp";

    @EJB
    @SuppressWarnings("serial") // a reference to an EJB is serializable
    private DestinationPolicies policies;

    @EJB
    @SuppressWarnings("serial")
    private ReceivedReports reports;

    private transient LazyDataModel<ReceivedReport> received;
    private transient DestinationTls found;
    private String domain = "";

    public String getSummary() {
        return policies.summary();
    }

    public String getDomain() {
        return domain;
    }

    public void setDomain(String domain) {
        this.domain = domain;
    }

    /** What was found by the last look; null before that. */
    public DestinationTls getFound() {
        return found;
    }

    public void lookUp() {
        found = null;
        try {
            found = policies.examine(domain);
        } catch (InvalidSettingException e) {
            SettingForm.refuse(FORM, e.field(), e.getMessage());
        }
    }

    public LazyDataModel<ReceivedReport> getReceived() {
        if (received == null) {
            received = new PagedRows<>(reports::count, reports::list, TlsPage::key);
        }
        return received;
    }

    private static String key(ReceivedReport report) {
        return report.organization() + " " + report.reportId() + " " + report.policyDomain() + " "
                + report.policyType();
    }

    public void refresh() {
        received = null;
    }

    public String hostBadge(DestinationTls.Host host) {
        return switch (host.kind()) {
            case NONE, MTA_STS_TESTING -> "off";
            case MTA_STS_TESTING_OTHER_HOST, DANE_UNUSABLE -> "warn";
            case MTA_STS, DANE -> "good";
        };
    }
}
