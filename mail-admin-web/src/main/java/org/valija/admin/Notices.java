package org.valija.admin;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.valija.ListenerKind;
import org.valija.dkim.DkimKey;
import org.valija.dkim.KeyState;
import org.valija.policy.RelayRule;
import org.valija.settings.Listeners.Listener;
import org.valija.spi.ListenerStatus;
import org.valija.spi.TlsReport;

/** Finds in the settings what an administrator should know at once. */
final class Notices {

    private static final Set<String> EVERYWHERE = Set.of("0.0.0.0/0", "::/0");

    private Notices() {}

    /** @param postmasterMail how many messages for our postmaster are in the sandbox mailbox */
    static List<Notice> of(List<Listener> listeners, List<RelayRule> rules, boolean sandbox, long postmasterMail) {
        List<Notice> notices = new ArrayList<>();
        for (Listener listener : listeners) {
            if (listener.status().state() == ListenerStatus.State.FAILED) {
                notices.add(new Notice(
                        Notice.Level.ERROR,
                        "Listener " + listener.settings().name() + " is not open",
                        listener.status().problem().orElse("No reason is known; see the server's log."),
                        Notice.Page.PORTS));
            }
        }
        for (int i = 0; i < rules.size(); i++) {
            if (isOpenRelay(rules.get(i), listeners)) {
                notices.add(new Notice(
                        Notice.Level.ERROR,
                        "Open relay",
                        "Relay rule " + (i + 1) + " relays for anyone, to " + where(rules.get(i))
                                + ". Limit it to clients that have"
                                + " logged in, to a network, or to a recipient domain.",
                        Notice.Page.RELAY));
            }
        }
        if (postmasterMail > 0) {
            notices.add(new Notice(
                    Notice.Level.WARNING,
                    "Mail for the postmaster",
                    (postmasterMail == 1 ? "A message waits" : postmasterMail + " messages wait")
                            + " in the sandbox: somebody has trouble with this server. Name in valija.postmaster who"
                            + " gets such mail.",
                    Notice.Page.POSTMASTER));
        }
        if (sandbox) {
            notices.add(new Notice(
                    Notice.Level.INFO,
                    "Sandbox is on",
                    "Nothing leaves this machine: every outbound message lands in the sandbox mailbox.",
                    Notice.Page.ROUTES));
        }
        return notices;
    }

    /** Certificates that end, or whose files are broken. */
    static List<Notice> of(TlsReport tls, Instant now) {
        List<Notice> notices = new ArrayList<>();
        for (TlsReport.Entry entry : tls.certificates()) {
            if (tls.endsSoon(entry, now)) {
                notices.add(ending(entry, now));
            }
        }
        for (String problem : tls.problems()) {
            notices.add(new Notice(
                    Notice.Level.WARNING, "A TLS file is not in use as it is now", problem, Notice.Page.PORTS));
        }
        return notices;
    }

    /** Keys that sign while nobody has seen their records. */
    static List<Notice> ofKeys(List<DkimKey> keys) {
        return keys.stream()
                .filter(key ->
                        key.state() == KeyState.ACTIVE && key.recordSeen().isEmpty())
                .map(key -> new Notice(
                        Notice.Level.WARNING,
                        "A DKIM key whose record was never seen",
                        "The key " + key.selector() + " of " + key.domain() + " signs, but nobody has looked up "
                                + key.record().name() + " and found it right: receivers may take its mail for forged.",
                        Notice.Page.DKIM))
                .toList();
    }

    private static Notice ending(TlsReport.Entry entry, Instant now) {
        boolean ended = now.isAfter(entry.notAfter());
        return new Notice(
                ended ? Notice.Level.ERROR : Notice.Level.WARNING,
                "The certificate of " + String.join(", ", entry.names()) + (ended ? " has ended" : " ends soon"),
                (ended ? "Clients that verify it send no mail. " : "") + "Renew it in " + entry.file()
                        + "; a new one is taken by itself.",
                Notice.Page.PORTS);
    }

    /** A sender's domain proves nothing, so it limits nothing. */
    private static boolean isOpenRelay(RelayRule rule, List<Listener> listeners) {
        return rule.action() == RelayRule.Action.RELAY
                && rule.clientNetwork().filter(n -> !EVERYWHERE.contains(n)).isEmpty()
                && !rule.authenticated().orElse(false)
                && rule.recipientDomain().map(Notices::isMostOfTheWorld).orElse(true)
                && rule.listener().map(name -> takesStrangers(name, listeners)).orElse(true);
    }

    /** All of a top-level domain, such as {@code *.com}. */
    private static boolean isMostOfTheWorld(String domain) {
        return domain.startsWith("*.") && domain.indexOf('.', 2) < 0;
    }

    private static String where(RelayRule rule) {
        return rule.recipientDomain().orElse("anywhere");
    }

    /** On a submission port nobody gets as far as a rule without a login. */
    private static boolean takesStrangers(String name, List<Listener> listeners) {
        Optional<ListenerKind> kind = listeners.stream()
                .filter(l -> l.settings().name().equals(name))
                .map(l -> l.settings().kind())
                .findFirst();
        return kind.isPresent() && !kind.get().isSubmission();
    }
}
