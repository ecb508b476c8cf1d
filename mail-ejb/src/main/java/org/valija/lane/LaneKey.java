package org.valija.lane;

import org.valija.SendOptions;

/**
 * Which lane it is. Lanes of one site and scope are neighbours: they share the connections that the site is given.
 *
 * @param site whom attempts are made at
 * @param scope what sets it apart besides the stream, such as where we connect from; possibly empty
 * @param stream the stream of mail
 */
public record LaneKey(String site, String scope, String stream) {

    /** A site about which nothing else is known. */
    public static LaneKey of(String site) {
        return new LaneKey(site, "", SendOptions.TRANSACTIONAL);
    }

    /** Whether it leaves some of the connections to its neighbours. */
    boolean isModest() {
        return !stream.equals(SendOptions.TRANSACTIONAL);
    }

    Neighbours neighbours() {
        return new Neighbours(site, scope);
    }

    record Neighbours(String site, String scope) {}

    @Override
    public String toString() {
        return site + (scope.isEmpty() ? "" : " " + scope) + (isModest() ? " (" + stream + ")" : "");
    }
}
