package org.valija.smtp;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.valija.spi.Extension;
import org.valija.spi.ListenerSettings;

/** The service extensions that a client is offered (RFC 5321 section 2.2): by its listener, and in its session's state. */
final class ServiceExtensions {

    /** In the order of the reply to EHLO. */
    private static final List<Extension> ORDER = List.of(
            Extension.PIPELINING,
            Extension.SIZE,
            Extension.EIGHT_BIT_MIME,
            Extension.SMTPUTF8,
            Extension.CHUNKING,
            Extension.BINARYMIME,
            Extension.ENHANCED_STATUS_CODES,
            Extension.DSN,
            Extension.REQUIRETLS,
            Extension.FUTURERELEASE,
            Extension.MT_PRIORITY,
            Extension.DELIVERBY,
            Extension.LIMITS,
            Extension.STARTTLS,
            Extension.AUTH);

    /** RFC 9422 section 4.2: a limit has at most 6 digits. */
    private static final int LARGEST_LIMIT = 999_999;

    private final SmtpServerSettings settings;
    private final ListenerSettings listener;
    private final Optional<String> mechanisms;
    private final Set<Extension> offered;

    /** @param mechanisms of AUTH, separated by spaces; empty if nobody can log in */
    ServiceExtensions(SmtpServerSettings settings, ListenerSettings listener, Peer peer, Optional<String> mechanisms) {
        this.settings = settings;
        this.listener = listener;
        this.mechanisms = mechanisms;
        EnumSet<Extension> offered = EnumSet.noneOf(Extension.class);
        for (Extension extension : ORDER) {
            if (!listener.options().withheld().contains(extension) && isPossible(extension, peer)) {
                offered.add(extension);
            }
        }
        this.offered = Collections.unmodifiableSet(offered);
    }

    private boolean isPossible(Extension extension, Peer peer) {
        return switch (extension) {
            // RFC 8689 section 4.1: what came over a clear channel can't ask for TLS.
            case REQUIRETLS -> peer.isSecure();
            case AUTH -> peer.isSecure() && mechanisms.isPresent();
            case STARTTLS -> !peer.isSecure() && settings.tls().isPresent();
            // For those whom we know: a stranger could fill the queue with held mail, or overtake everyone.
            case FUTURERELEASE, MT_PRIORITY -> listener.kind().isSubmission();
            // RFC 6531 section 3.1, point 8.
            case SMTPUTF8 -> !listener.options().withheld().contains(Extension.EIGHT_BIT_MIME);
            // RFC 3030 section 3.
            case BINARYMIME -> !listener.options().withheld().contains(Extension.CHUNKING);
            default -> true;
        };
    }

    boolean offers(Extension extension) {
        return offered.contains(extension);
    }

    /** Those that were announced to this client: after HELO none, so that its MAIL and RCPT have no parameters. */
    Set<Extension> announced(Peer peer) {
        return peer.extended() ? offered : Set.of();
    }

    /** For the reply to EHLO, each with its parameter. */
    List<String> lines(Instant now) {
        return ORDER.stream().filter(offered::contains).map(e -> line(e, now)).toList();
    }

    private String line(Extension extension, Instant now) {
        String keyword = extension.keyword();
        return switch (extension) {
            case SIZE -> keyword + " " + listener.maxMessageSize();
            case AUTH -> keyword + " " + mechanisms.orElseThrow();
            // RFC 4865 section 3: the longest interval, and the last date; both are required.
            case FUTURERELEASE -> {
                Instant last = now.plus(settings.extensions().maxHold()).truncatedTo(ChronoUnit.SECONDS);
                yield keyword + " " + settings.extensions().maxHold().toSeconds() + " " + last;
            }
            // RFC 6710 sections 3 and 9.2: the policy by which people choose a value, here the default one.
            case MT_PRIORITY -> keyword + " MIXER";
            case DELIVERBY ->
                keyword + " " + settings.extensions().minDeliverBy().toSeconds();
            case LIMITS ->
                keyword + " MAILMAX=" + Math.min(settings.limits().maxMessages(), LARGEST_LIMIT) + " RCPTMAX="
                        + Math.min(listener.maxRecipients(), LARGEST_LIMIT);
            default -> keyword;
        };
    }
}
