package org.valija.dkim;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.EJB;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import org.valija.route.DnsLookup;
import org.valija.settings.InvalidSettingException;

/** Looks records up by the name servers that deliveries use, in no transaction: it may take half a minute. */
@Singleton(name = DkimRecordsBean.NAME)
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class DkimRecordsBean implements DkimRecords {

    public static final String NAME = "ValijaDkimRecords";

    @EJB
    private DkimKeys keys;

    private DnsLookup dns;
    private PublishedRecords records;

    @PostConstruct
    void start() {
        dns = DnsLookup.by(System.getProperty("valija.dns.servers", ""));
        records = new PublishedRecords(dns);
    }

    @PreDestroy
    void stop() {
        dns.close();
    }

    @Override
    public RecordCheck check(long id) {
        DkimKey key = keys.find(id)
                .orElseThrow(
                        () -> new InvalidSettingException("id", "It is not there any more: somebody has removed it."));
        RecordCheck check = records.check(key.record());
        if (check.isRight()) {
            keys.recordSeen(id);
        }
        return check;
    }
}
