package org.valija.admin;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Named;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.valija.dkim.DkimKeys;
import org.valija.outbound.OutboundQueue;
import org.valija.policy.RelayRules;
import org.valija.route.Routes;
import org.valija.sandbox.SandboxMailbox;
import org.valija.settings.Listeners;
import org.valija.settings.Listeners.Listener;
import org.valija.spi.ListenerStatus;

/** The start page. */
@Named("overview")
@RequestScoped
public class OverviewPage {

    @EJB
    private Listeners listeners;

    @EJB
    private RelayRules rules;

    @EJB
    private Routes routes;

    @EJB
    private DkimKeys keys;

    @EJB
    private OutboundQueue queue;

    @EJB
    private SandboxMailbox mailbox;

    private List<Listener> listenerList;
    private List<Notice> notices;
    private long waiting;
    private long sandboxed;
    private boolean sandbox;

    @PostConstruct
    void load() {
        listenerList = listeners.list();
        sandbox = routes.isSandbox();
        waiting = queue.waitingCount();
        sandboxed = mailbox.count();
        notices = new ArrayList<>(Notices.of(listenerList, rules.list(), sandbox, mailbox.countForPostmaster()));
        listeners.tls().ifPresent(tls -> notices.addAll(Notices.of(tls, Instant.now())));
        notices.addAll(Notices.ofKeys(keys.list()));
        notices.sort(Comparator.comparing(Notice::level));
    }

    public List<Listener> getListeners() {
        return listenerList;
    }

    public List<Notice> getNotices() {
        return notices;
    }

    public long getOpen() {
        return listenerList.stream()
                .filter(l -> l.status().state() == ListenerStatus.State.OPEN)
                .count();
    }

    public int getSessions() {
        return listenerList.stream().mapToInt(l -> l.status().sessions()).sum();
    }

    public long getWaiting() {
        return waiting;
    }

    public long getSandboxed() {
        return sandboxed;
    }

    public boolean isSandbox() {
        return sandbox;
    }
}
