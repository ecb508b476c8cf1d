package org.valija.smtp;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.valija.smtp.grammar.SmtpSyntaxException;

/** All replies that the engine itself gives, each named once. Enhanced status codes are those of RFC 3463 and RFC 5248. */
final class Replies {

    static final SmtpReply OK = SmtpReply.of(250, "2.0.0", "Ok");
    static final SmtpReply SENDER_OK = SmtpReply.of(250, "2.1.0", "Ok");
    static final SmtpReply RECIPIENT_AGAIN = SmtpReply.of(250, "2.1.5", "Recipient ok, once is enough");
    static final SmtpReply READY_FOR_TLS = SmtpReply.of(220, "2.0.0", "Ready to start TLS");
    static final SmtpReply BYE = SmtpReply.of(221, "2.0.0", "Bye");
    static final SmtpReply AUTHENTICATED = SmtpReply.of(235, "2.7.0", "Authentication succeeded");
    /** RFC 5321 section 3.5.3: for a server that does not tell. */
    static final SmtpReply NOT_VERIFIED =
            SmtpReply.of(252, "2.0.0", "Not verified here, but mail for it is taken or refused at RCPT");

    static final SmtpReply HELP = SmtpReply.of(
            214,
            "2.0.0",
            "Commands: EHLO HELO MAIL RCPT DATA BDAT RSET NOOP VRFY HELP QUIT",
            "STARTTLS AUTH, where EHLO announces them (RFC 5321)");
    static final SmtpReply LMTP_HELP = SmtpReply.of(
            214,
            "2.0.0",
            "Commands: LHLO MAIL RCPT DATA BDAT RSET NOOP VRFY HELP QUIT",
            "STARTTLS AUTH, where LHLO announces them (RFC 2033)");

    static final SmtpReply START_DATA = SmtpReply.plain(354, "End data with <CR><LF>.<CR><LF>");
    static final SmtpReply UNKNOWN_COMMAND =
            SmtpReply.of(500, "5.5.2", "Command not recognized").asClientError();
    static final SmtpReply NOT_IMPLEMENTED =
            SmtpReply.of(502, "5.5.1", "Command not implemented").asClientError();
    static final SmtpReply LINE_TOO_LONG =
            SmtpReply.of(500, "5.5.6", "Line too long").asClientError();
    static final SmtpReply NO_ARGUMENT_ALLOWED =
            SmtpReply.of(501, "5.5.4", "This command takes no argument").asClientError();
    static final SmtpReply ARGUMENT_MISSING =
            SmtpReply.of(501, "5.5.4", "This command needs an argument").asClientError();
    static final SmtpReply BAD_BASE64 = SmtpReply.of(501, "5.5.2", "Not base64, or not what this mechanism sends")
            .asClientError();
    static final SmtpReply AUTH_CANCELLED = SmtpReply.of(501, "5.7.0", "Authentication cancelled");

    static final SmtpReply NO_TLS_HERE =
            SmtpReply.of(502, "5.5.1", "STARTTLS is not available here").asClientError();
    static final SmtpReply NOT_OFFERED =
            SmtpReply.of(502, "5.5.1", "This extension is not offered here").asClientError();
    static final SmtpReply TLS_UNASKED = SmtpReply.of(554, "5.5.1", "No TLS here without STARTTLS");
    static final SmtpReply TLS_ALREADY =
            SmtpReply.of(503, "5.5.1", "TLS is on already").asClientError();
    static final SmtpReply GREETING_FIRST =
            SmtpReply.of(503, "5.5.1", "EHLO or HELO first").asClientError();
    static final SmtpReply LHLO_FIRST = SmtpReply.of(503, "5.5.1", "LHLO first").asClientError();
    static final SmtpReply MAIL_FIRST = SmtpReply.of(503, "5.5.1", "MAIL first").asClientError();
    static final SmtpReply RCPT_FIRST = SmtpReply.of(503, "5.5.1", "RCPT first").asClientError();
    static final SmtpReply NESTED_MAIL =
            SmtpReply.of(503, "5.5.1", "There is a sender already").asClientError();
    /** RFC 3030 section 3. */
    static final SmtpReply BINARY_NEEDS_BDAT = SmtpReply.of(
                    503, "5.5.1", "A message with BODY=BINARYMIME comes by BDAT")
            .asClientError();

    static final SmtpReply HOLD_IN_THE_PAST =
            SmtpReply.of(501, "5.5.4", "HOLDUNTIL is in the past").asClientError();
    /** RFC 4865 section 5.2.2. */
    static final SmtpReply HELD_BEYOND_DEADLINE = SmtpReply.of(
                    501, "5.5.4", "The message is to be held for longer than it may take to be delivered")
            .asClientError();

    static final SmtpReply CHUNKS_BEGUN =
            SmtpReply.of(503, "5.5.1", "BDAT has begun: only BDAT goes on").asClientError();
    /** RFC 5321 section 3.1. */
    static final SmtpReply TURNED_DOWN = SmtpReply.of(503, "5.5.1", "No mail is taken from you here: only QUIT")
            .asClientError();

    static final SmtpReply XCLIENT_IN_TRANSACTION =
            SmtpReply.of(503, "5.5.1", "No XCLIENT during a mail transaction").asClientError();
    static final SmtpReply AUTHENTICATED_ALREADY =
            SmtpReply.of(503, "5.5.1", "Authenticated already").asClientError();
    static final SmtpReply AUTH_IN_TRANSACTION =
            SmtpReply.of(503, "5.5.1", "No AUTH during a mail transaction").asClientError();
    static final SmtpReply UNKNOWN_MECHANISM =
            SmtpReply.of(504, "5.5.4", "Not a mechanism that EHLO announces").asClientError();

    static final SmtpReply TLS_FIRST =
            SmtpReply.of(530, "5.7.0", "Must issue a STARTTLS command first").asClientError();
    static final SmtpReply AUTHENTICATION_REQUIRED =
            SmtpReply.of(530, "5.7.0", "Authentication required").asClientError();
    /** For an unknown user, too: a stranger must not learn which users there are (RFC 4954 section 6). */
    static final SmtpReply WRONG_CREDENTIALS = SmtpReply.of(535, "5.7.8", "User name or password is wrong");

    static final SmtpReply ENCRYPTION_REQUIRED = SmtpReply.of(
                    538, "5.7.11", "Encryption required for the requested authentication mechanism")
            .asClientError();
    static final SmtpReply AUTH_UNAVAILABLE = SmtpReply.of(454, "4.7.0", "Authentication is not possible at present");
    /** The same for every user, known or not. */
    static final SmtpReply LOGINS_BRAKED = SmtpReply.of(454, "4.7.0", "Too many failed logins, try again later");

    static final SmtpReply TOO_MANY_LOGINS = SmtpReply.of(421, "4.7.0", "Too many failed logins");

    /** RFC 6531 section 3.5. */
    static final SmtpReply NEEDS_SMTPUTF8 =
            SmtpReply.of(553, "5.6.7", "An address outside ASCII needs the SMTPUTF8 parameter of MAIL");

    /** Before the greeting, or behind a command whose reply had to be waited for. */
    static final SmtpReply OUT_OF_TURN =
            SmtpReply.of(554, "5.5.1", "Protocol error: sent before the reply it depends on");

    /** A browser was told to send mail by whoever wrote the page in it. */
    static final SmtpReply NOT_HTTP = SmtpReply.of(554, "5.5.1", "This is no HTTP server");

    /** As Postfix says it. */
    static final SmtpReply XCLIENT_DENIED =
            SmtpReply.of(550, "5.7.0", "Insufficient authorization").asClientError();

    static final SmtpReply NO_VALID_RECIPIENTS = SmtpReply.of(554, "5.5.1", "No valid recipients");
    static final SmtpReply TOO_MANY_RECIPIENTS = SmtpReply.of(452, "4.5.3", "Too many recipients");
    static final SmtpReply BARE_LINE_BREAK = SmtpReply.of(550, "5.6.11", "The message has a CR or LF alone in it");
    /** RFC 6409 section 4.1: 554 for whatever is improper. */
    static final SmtpReply NO_FROM = SmtpReply.of(554, "5.6.0", "The message has no From field");

    static final SmtpReply LOOP = SmtpReply.of(554, "5.4.6", "Too many hops: the message is in a loop");
    static final SmtpReply SPOOL_FULL = SmtpReply.of(452, "4.3.1", "Not enough room for the message, try later");
    static final SmtpReply FAILED = SmtpReply.of(451, "4.3.0", "Something went wrong here, try later");

    /** At connect, where RFC 5321 section 4.3.2 has no 451. */
    static final SmtpReply NO_SERVICE = SmtpReply.of(421, "4.3.0", "Something went wrong here, try later");

    static final SmtpReply TOO_MANY_CONNECTIONS = SmtpReply.of(421, "4.3.2", "Too many connections, try later");
    static final SmtpReply TOO_MANY_FROM_NETWORK =
            SmtpReply.of(421, "4.7.0", "Too many connections from your network, try later");
    static final SmtpReply NETWORK_TOO_FAST =
            SmtpReply.of(421, "4.7.0", "Too many new connections from your network, try later");
    static final SmtpReply TOO_MANY_COMMANDS = SmtpReply.of(421, "4.7.0", "Too many commands without a message");
    /** RFC 9422 section 4.1, MAILMAX. */
    static final SmtpReply TOO_MANY_MESSAGES =
            SmtpReply.of(421, "4.7.0", "Enough messages in one connection, open another one");

    static final SmtpReply MESSAGES_TOO_FAST =
            SmtpReply.of(450, "4.7.0", "Too many messages from your network in a minute, try later");
    static final SmtpReply RECIPIENTS_TOO_FAST =
            SmtpReply.of(450, "4.7.0", "Too many recipients from your network in a minute, try later");
    static final SmtpReply TOO_SLOW = SmtpReply.of(421, "4.4.2", "The message comes too slowly");
    static final SmtpReply NO_LOGIN_IN_TIME = SmtpReply.of(421, "4.7.0", "No login in time");
    static final SmtpReply TOO_MANY_ERRORS = SmtpReply.of(421, "4.7.0", "Too many errors");
    static final SmtpReply TIMEOUT = SmtpReply.of(421, "4.4.2", "Nothing came in time");
    static final SmtpReply CLOSING = SmtpReply.of(421, "4.3.2", "Closing for maintenance, try later");

    private Replies() {}

    /** RFC 5321 section 4.3.1: the host's name comes first. */
    static SmtpReply greeting(String hostName) {
        return SmtpReply.plain(220, hostName + " ESMTP Valija");
    }

    static SmtpReply lmtpGreeting(String hostName) {
        return SmtpReply.plain(220, hostName + " LMTP Valija");
    }

    static SmtpReply helo(String hostName) {
        return SmtpReply.plain(250, hostName);
    }

    /** RFC 5321 section 4.1.1.1: the host's name, then a line for each extension. */
    static SmtpReply ehlo(String hostName, List<String> extensions) {
        List<String> lines = new ArrayList<>();
        lines.add(hostName);
        lines.addAll(extensions);
        return new SmtpReply(250, Optional.empty(), lines, false);
    }

    /** RFC 4954 section 4. */
    static SmtpReply challenge(String base64) {
        return SmtpReply.plain(334, base64);
    }

    static SmtpReply chunkTaken(long octets) {
        return SmtpReply.of(250, "2.0.0", octets + " octets taken");
    }

    static SmtpReply tooLarge(long limit) {
        return SmtpReply.of(552, "5.3.4", "The message is larger than " + limit + " octets");
    }

    /** RFC 4865 section 4.2. */
    static SmtpReply heldTooLong(Duration limit) {
        return SmtpReply.of(501, "5.5.4", "A message can't be held for longer than " + limit.toSeconds() + " seconds")
                .asClientError();
    }

    /** RFC 2852 section 3: a 55z reply. */
    static SmtpReply deliverByTooShort(Duration limit) {
        return SmtpReply.of(555, "5.5.4", "BY with R needs at least " + limit.toSeconds() + " seconds")
                .asClientError();
    }

    static SmtpReply syntax(SmtpSyntaxException e) {
        SmtpReply reply =
                switch (e.fault()) {
                    case LINE -> SmtpReply.of(500, "5.5.2", e.getMessage());
                    case ARGUMENT -> SmtpReply.of(501, "5.5.2", e.getMessage());
                    case PARAMETER -> SmtpReply.of(501, "5.5.4", e.getMessage());
                    // RFC 5321 section 4.1.1.11
                    case UNKNOWN_PARAMETER -> SmtpReply.of(555, "5.5.4", e.getMessage());
                    case REVERSE_PATH -> SmtpReply.of(501, "5.1.7", e.getMessage());
                    case FORWARD_PATH -> SmtpReply.of(501, "5.1.3", e.getMessage());
                };
        return reply.asClientError();
    }
}
