package org.valija.smtp;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.valija.smtp.network.NetworkTraffic;
import org.valija.smtp.spool.SpoolArea;

/**
 * What all sessions of a server share.
 *
 * @param settings the server's
 * @param handler decides; its stages fail, but it never throws
 * @param spool holds messages
 * @param networks counts what clients do by network
 * @param ids names mail transactions
 * @param clock tells the time of a Received field
 * @param pause completes after a while
 */
record SessionSurroundings(
        SmtpServerSettings settings,
        GuardedHandler handler,
        SpoolArea spool,
        NetworkTraffic networks,
        TransactionIds ids,
        Clock clock,
        Function<Duration, CompletionStage<Void>> pause) {}
