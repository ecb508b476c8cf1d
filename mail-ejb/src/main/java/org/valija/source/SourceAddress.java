package org.valija.source;

import java.util.Optional;

/**
 * An address that the mail of a stream leaves from.
 *
 * @param id given by the store; 0 for a new one
 * @param stream the stream of mail
 * @param address an IP address of this machine
 * @param hostname what we call ourselves at EHLO there
 * @param weight how much of the mail it gets, in proportion to the others of its stream; 1 to 1000
 * @param dailyLimit how many messages it gets in a day (UTC), as while it is warmed up
 */
public record SourceAddress(
        long id, String stream, String address, String hostname, int weight, Optional<Integer> dailyLimit) {}
