package org.valija.delivery;

import java.net.InetAddress;
import java.util.Optional;

/**
 * Where a connection comes from, and what it calls itself.
 *
 * @param address of this machine; empty for whatever the system takes
 * @param hostname at EHLO
 */
public record Source(Optional<InetAddress> address, String hostname) {}
