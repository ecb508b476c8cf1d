package org.valija.smtp;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.valija.smtp.grammar.SmtpSyntaxException;
import org.valija.smtp.wire.CommandDecoder;

/** The table of commands: for each what computes its reply, and the policy that holds for it. */
enum Command {
    HELO(SmtpSession::helo, Flag.SMTP_ONLY, Flag.BEFORE_GREETING, Flag.BEFORE_TLS, Flag.BEFORE_AUTH, Flag.LAST),
    EHLO(SmtpSession::ehlo, Flag.SMTP_ONLY, Flag.BEFORE_GREETING, Flag.BEFORE_TLS, Flag.BEFORE_AUTH, Flag.LAST),
    // RFC 2033 section 4.1: in the place of those two, with the replies of EHLO.
    LHLO(SmtpSession::ehlo, Flag.LMTP_ONLY, Flag.BEFORE_GREETING, Flag.BEFORE_TLS, Flag.BEFORE_AUTH, Flag.LAST),
    MAIL(SmtpSession::mail, Flag.LONG_LINE),
    RCPT(SmtpSession::rcpt, Flag.BEFORE_AUTH, Flag.LONG_LINE),
    DATA(SmtpSession::data, Flag.BEFORE_AUTH, Flag.NO_ARGUMENT, Flag.LAST),
    BDAT(SmtpSession::bdat, Flag.BEFORE_AUTH),
    // RFC 5321 section 4.1.4: these five at any time.
    RSET(SmtpSession::rset, Flag.BEFORE_GREETING, Flag.BEFORE_TLS, Flag.BEFORE_AUTH, Flag.NO_ARGUMENT),
    NOOP(SmtpSession::noop, Flag.BEFORE_GREETING, Flag.BEFORE_TLS, Flag.BEFORE_AUTH),
    VRFY(SmtpSession::vrfy, Flag.BEFORE_GREETING, Flag.BEFORE_AUTH, Flag.LAST),
    HELP(SmtpSession::help, Flag.BEFORE_GREETING, Flag.BEFORE_TLS, Flag.BEFORE_AUTH),
    QUIT(SmtpSession::quit, Flag.BEFORE_GREETING, Flag.BEFORE_TLS, Flag.BEFORE_AUTH, Flag.NO_ARGUMENT),
    STARTTLS(SmtpSession::startTls, Flag.BEFORE_TLS, Flag.BEFORE_AUTH, Flag.NO_ARGUMENT),
    // Postfix's XCLIENT_README: at any time but in a mail transaction; what follows is another client's session.
    XCLIENT(SmtpSession::xclient, Flag.BEFORE_GREETING, Flag.BEFORE_TLS, Flag.BEFORE_AUTH, Flag.LONG_LINE, Flag.LAST),
    // Before TLS too: it has a reply of its own there, 538.
    AUTH(SmtpSession::auth, Flag.BEFORE_TLS, Flag.BEFORE_AUTH, Flag.LONG_LINE, Flag.LAST);

    /** What holds for a command. */
    enum Flag {
        /** Unknown to LMTP. */
        SMTP_ONLY,
        /** Unknown to SMTP. */
        LMTP_ONLY,
        /** Allowed before HELO or EHLO. */
        BEFORE_GREETING,
        /** Allowed without TLS where a listener requires it. */
        BEFORE_TLS,
        /** Allowed without a login where a listener requires it. */
        BEFORE_AUTH,
        /** An argument is a syntax error. */
        NO_ARGUMENT,
        /**
         * Nothing may be sent behind it before its reply has come (RFC 2920 section 3.1, RFC 4954 section 4). QUIT and
         * STARTTLS have no need of it, since what is behind them is thrown away, and NOOP changes nothing.
         */
        LAST,
        /** Its line may be long. */
        LONG_LINE
    }

    /** RFC 4954 section 4 finds 12288 octets enough for AUTH; parameters of MAIL and RCPT need less. */
    static final int LONG_LINE_LIMIT = CommandDecoder.COMMAND_LIMIT + 12288;

    /** RFC 5321 section 3.5 and appendix F, RFC 1985, RFC 2645. */
    private static final Set<String> OF_OTHERS = Set.of("EXPN", "SEND", "SOML", "SAML", "TURN", "ETRN", "ATRN");

    /** RFC 9110 section 9, RFC 5789; and the field that each such request has, should its first line be too long. */
    private static final Set<String> OF_HTTP =
            Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "HOST:");

    private static final Map<String, Command> BY_VERB =
            Stream.of(values()).collect(Collectors.toUnmodifiableMap(Command::name, Function.identity()));

    private final Body body;
    private final Set<Flag> flags;

    Command(Body body, Flag... flags) {
        this.body = body;
        this.flags = flags.length == 0 ? EnumSet.noneOf(Flag.class) : EnumSet.of(flags[0], flags);
    }

    /** What computes the reply. */
    @FunctionalInterface
    interface Body {
        Step run(SmtpSession session, String argument) throws SmtpSyntaxException;
    }

    /** @param verb in upper case */
    static Optional<Command> of(String verb) {
        return Optional.ofNullable(BY_VERB.get(verb));
    }

    /**
     * Whether a line with this verb is part of an HTTP request: a web page can have a browser send one, with commands in
     * its body, to servers that only the browser can reach.
     */
    static boolean isHttp(String verb) {
        return OF_HTTP.contains(verb);
    }

    /** RFC 5321 section 4.2.4: 502 for a command that others know, 500 for what is none. */
    static SmtpReply replyToUnknown(String verb) {
        return OF_OTHERS.contains(verb) ? Replies.NOT_IMPLEMENTED : Replies.UNKNOWN_COMMAND;
    }

    /** The octets that a line with this verb may have, CR LF included. */
    static int lineLimit(String verb) {
        return of(verb.toUpperCase(Locale.ROOT))
                        .filter(c -> c.has(Flag.LONG_LINE))
                        .isPresent()
                ? LONG_LINE_LIMIT
                : CommandDecoder.COMMAND_LIMIT;
    }

    boolean has(Flag flag) {
        return flags.contains(flag);
    }

    Step run(SmtpSession session, String argument) throws SmtpSyntaxException {
        return body.run(session, argument);
    }
}
