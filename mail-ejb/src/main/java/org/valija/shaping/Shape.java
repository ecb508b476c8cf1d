package org.valija.shaping;

import java.time.Duration;
import org.valija.lane.LaneLimits;

/**
 * What holds for some mail at a site.
 *
 * @param scope what such mail has a lane of its own for, besides site and stream; possibly empty
 * @param lane the limits of its lane
 * @param messages the most over one connection
 * @param age from which on a connection gets no further message
 * @param recipients the most that a message has
 */
public record Shape(String scope, LaneLimits lane, int messages, Duration age, int recipients) {}
