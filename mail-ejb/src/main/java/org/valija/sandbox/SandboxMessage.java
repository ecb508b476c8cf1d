package org.valija.sandbox;

import java.time.Instant;
import java.util.List;

/**
 * A message in the sandbox mailbox.
 *
 * @param id its id there
 * @param sender the reverse-path, empty for a bounce
 * @param recipients the forward-paths
 * @param subject decoded, possibly empty
 * @param size of the source in octets
 * @param deliveredAt when it would have left, or when it came in for our postmaster
 * @param forPostmaster whether it came in for our postmaster; else it was on its way out
 */
public record SandboxMessage(
        String id,
        String sender,
        List<String> recipients,
        String subject,
        long size,
        Instant deliveredAt,
        boolean forPostmaster) {}
