package org.valija.ra;

import org.valija.Reply;

/** The replies of the adapter, each named once. */
final class Replies {

    /** At connect; the engine sends its own greeting instead. */
    static final Reply WELCOME = Reply.of(220, "2.0.0", "Ready");

    static final Reply NOT_READY = Reply.of(421, "4.3.2", "Mail is not being received yet, try again later");
    static final Reply SENDER_OK = Reply.of(250, "2.1.0", "Ok");
    static final Reply RECIPIENT_OK = Reply.of(250, "2.1.5", "Recipient ok");
    static final Reply RULES_NOT_READY = Reply.of(451, "4.3.2", "Recipients can't be checked now, try again later");

    /** RFC 4954 section 6: policy asks for authentication, and none is in force. */
    static final Reply LOGIN_NEEDED = Reply.of(530, "5.7.0", "Authentication required for this recipient");

    static final Reply RECIPIENT_AWAY = Reply.of(450, "4.3.2", "Recipient can't be served now, try again later");
    static final Reply NO_SUCH_RECIPIENT = Reply.of(550, "5.1.1", "No such recipient here");
    static final Reply RELAYING_DENIED = Reply.of(550, "5.7.1", "Relaying denied");
    static final Reply RELAY_AWAY = Reply.of(451, "4.3.2", "Mail can't be relayed now, try again later");
    static final Reply TOO_LARGE = Reply.of(552, "5.3.4", "Message too large for a recipient");

    /** RFC 3030 section 3: conversion needed but not supported. */
    static final Reply BINARY_NOT_RELAYED =
            Reply.of(554, "5.6.3", "BODY=BINARYMIME is not possible for this recipient, send it encoded");

    /** RFC 3463 section 3.4: system not capable of selected features. */
    static final Reply NOT_HELD =
            Reply.of(554, "5.3.3", "Mail for this recipient is delivered at once and can't be held");

    /** At the end of data, when a recipient that was taken at RCPT has no taker any more: a new session will tell which. */
    static final Reply RECIPIENT_GONE = Reply.of(451, "4.3.2", "A recipient can't be served now, try again later");

    static final Reply SATURATED = Reply.of(451, "4.3.2", "Too many deliveries at this moment, try again later");
    static final Reply NOT_DELIVERED = Reply.of(451, "4.3.0", "Message not delivered, try again later");
    static final Reply LOGIN_NOT_VALID = Reply.of(451, "4.7.0", "The login is no longer valid, log in again");

    /** RFC 6531 section 3.5; the client has not given this address, but its message would go there. */
    static final Reply REDIRECTED_BEYOND_ASCII =
            Reply.of(553, "5.6.7", "The recipient's mail goes to an address that needs the SMTPUTF8 parameter of MAIL");

    static final Reply RECIPIENT_NOT_ASKED =
            Reply.of(451, "4.3.2", "Too many recipients are being checked, try again later");
    static final Reply RECIPIENT_CHECK_FAILED =
            Reply.of(451, "4.3.0", "The recipient can't be checked now, try again later");

    private Replies() {}

    static Reply delivered(String id) {
        return Reply.of(250, "2.0.0", "Ok: delivered as " + id);
    }
}
