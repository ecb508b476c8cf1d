package org.valija.lane;

import java.util.Optional;

/**
 * What a lane does at the moment.
 *
 * @param inUse attempts under way
 * @param limit how many there may be now
 * @param factor what complaints have left of its limits, from more than 0 to 1
 * @param closed until when and why it is left alone, if it is
 */
public record LaneState(LaneKey key, int inUse, int limit, double factor, Optional<Admission.Refused> closed) {}
