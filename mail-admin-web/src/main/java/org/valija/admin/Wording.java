package org.valija.admin;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.valija.DeliveryEvent;
import org.valija.ListenerKind;
import org.valija.dkim.Algorithm;
import org.valija.dkim.KeyState;
import org.valija.dkim.RecordCheck;
import org.valija.feedback.Verdict;
import org.valija.order.StandingOrder;
import org.valija.outbound.WaitingMail;
import org.valija.policy.RelayRule;
import org.valija.route.OAuth2;
import org.valija.route.PublishedTls;
import org.valija.route.Route;
import org.valija.route.RouteForecast;
import org.valija.spi.ListenerOptions.LineBreaks;
import org.valija.suppression.Suppression;

/** The words of the pages for the values of the settings. */
@Named("text")
@ApplicationScoped
public class Wording {

    public String page(Notice.Page page) {
        return switch (page) {
            case PORTS -> "Ports";
            case RELAY -> "Relay policy";
            case ROUTES -> "Routes";
            case DKIM -> "DKIM keys";
            case POSTMASTER -> "Read it";
        };
    }

    public String kind(ListenerKind kind) {
        return switch (kind) {
            case RELAY -> "Mail servers";
            case SUBMISSION -> "Users, STARTTLS";
            case SUBMISSIONS -> "Users, TLS";
            case LMTP -> "Mail servers, LMTP";
        };
    }

    public String kindDetail(ListenerKind kind) {
        return switch (kind) {
            case RELAY -> "login not needed (25)";
            case SUBMISSION -> "login needed (587)";
            case SUBMISSIONS -> "login needed (465)";
            case LMTP -> "a reply for each recipient (24)";
        };
    }

    public String queueState(WaitingMail.State state) {
        return switch (state) {
            case WAITING -> "Waits";
            case HELD -> "Held";
            case PAUSED -> "Paused";
            case ENDING -> "About to end";
        };
    }

    public String event(DeliveryEvent.Kind kind) {
        return switch (kind) {
            case QUEUED -> "Queued";
            case DEFERRED -> "Deferred";
            case DELIVERED -> "Delivered";
            case BOUNCED -> "Bounced";
            case EXPIRED -> "Expired";
            case CANCELLED -> "Cancelled";
            case SUPPRESSED -> "Suppressed";
            case RETURNED -> "Returned";
            case COMPLAINED -> "Complaint";
            case ANSWERED -> "Answered";
            case CHALLENGED -> "Challenged";
        };
    }

    public String orderKind(StandingOrder.Kind kind) {
        return switch (kind) {
            case PAUSE -> "Pause: it waits, and goes when the order ends";
            case BOUNCE -> "Bounce: it is returned to its senders";
        };
    }

    public String lineBreaks(LineBreaks lineBreaks) {
        return switch (lineBreaks) {
            case STRICT -> "Refuse the message";
            case NORMALISE -> "Make it a line’s end";
        };
    }

    public String action(RelayRule.Action action) {
        return switch (action) {
            case ACCEPT -> "Accept";
            case RELAY -> "Relay";
            case REFUSE -> "Refuse";
        };
    }

    public String actionDetail(RelayRule.Action action) {
        return switch (action) {
            case ACCEPT -> "take it where a bean receives it, never relay";
            case RELAY -> "take it where a bean receives it, relay the rest";
            case REFUSE -> "550 5.7.1 with a text";
        };
    }

    public String routeKind(Route.Kind kind) {
        return switch (kind) {
            case MX -> "MX";
            case SMART_HOST -> "Smart host";
            case SANDBOX -> "Sandbox";
        };
    }

    public String routeKindDetail(Route.Kind kind) {
        return switch (kind) {
            case MX -> "the mail servers of the recipient’s domain";
            case SMART_HOST -> "a host that sends it on";
            case SANDBOX -> "keep it here";
        };
    }

    public String algorithm(Algorithm algorithm) {
        return switch (algorithm) {
            case RSA -> "RSA";
            case ED25519 -> "Ed25519";
        };
    }

    public String algorithmDetail(Algorithm algorithm) {
        return switch (algorithm) {
            case RSA -> "every receiver knows it";
            case ED25519 -> "shorter; add it beside RSA";
        };
    }

    public String keyState(KeyState state) {
        return switch (state) {
            case WAITING -> "Waiting";
            case ACTIVE -> "Signs";
            case RETIRED -> "Retired";
        };
    }

    public String reason(Suppression.Reason reason) {
        return switch (reason) {
            case HARD_BOUNCE -> "No such mailbox";
            case SOFT_BOUNCES -> "Fails again and again";
            case COMPLAINT -> "Complained";
            case MANUAL -> "By hand";
        };
    }

    public String verdict(Verdict verdict) {
        return switch (verdict) {
            case HARD -> "No such mailbox";
            case FULL -> "Mailbox full";
            case POLICY -> "Not wanted";
            case SOFT -> "Failed";
            case COMPLAINT -> "Complaint";
            case AUTO_REPLY -> "Automatic reply";
            case CHALLENGE -> "Challenge";
            case DELAY -> "Delayed";
            case SUCCESS -> "Arrived";
            case UNKNOWN -> "Not understood";
        };
    }

    public String finding(RecordCheck.Finding finding) {
        return switch (finding) {
            case RIGHT -> "Right";
            case MISSING -> "Missing";
            case DIFFERENT -> "Different";
            case SEVERAL -> "Several";
            case REVOKED -> "Revoked";
            case NO_ANSWER -> "No answer";
        };
    }

    public String published(PublishedTls.Kind kind) {
        return switch (kind) {
            case NONE -> "Nothing published";
            case MTA_STS_TESTING -> "MTA-STS, testing";
            case MTA_STS_TESTING_OTHER_HOST -> "MTA-STS, testing: not named";
            case MTA_STS -> "MTA-STS";
            case DANE_UNUSABLE -> "DANE, no usable record";
            case DANE -> "DANE";
        };
    }

    public String tls(Route.Tls tls) {
        return switch (tls) {
            case NONE -> "None";
            case OPPORTUNISTIC -> "Where offered";
            case REQUIRED -> "Required";
            case IMPLICIT -> "From the start";
        };
    }

    public String tlsDetail(Route.Tls tls) {
        return switch (tls) {
            case NONE -> "in clear text";
            case OPPORTUNISTIC -> "as the host publishes (DANE, MTA-STS), or with any certificate";
            case REQUIRED -> "STARTTLS with a valid certificate";
            case IMPLICIT -> "a valid certificate, port 465";
        };
    }

    public String order(Route.Order order) {
        return switch (order) {
            case IN_ORDER -> "The first that can be reached";
            case RANDOM -> "Any of them, at random";
        };
    }

    public String grant(OAuth2.Grant grant) {
        return switch (grant) {
            case CLIENT_CREDENTIALS -> "XOAUTH2, client credentials";
            case REFRESH_TOKEN -> "XOAUTH2, refresh token";
        };
    }

    public String outcome(RouteForecast.Outcome outcome) {
        return switch (outcome) {
            case DELIVERY -> "Goes out";
            case SANDBOX -> "Sandbox";
            case BOUNCE -> "Bounces";
            case DEFERRAL -> "Waits";
        };
    }

    public String outcomeBadge(RouteForecast.Outcome outcome) {
        return switch (outcome) {
            case DELIVERY -> "good";
            case SANDBOX -> "info";
            case BOUNCE, DEFERRAL -> "warn";
        };
    }
}
