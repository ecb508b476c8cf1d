package org.valija.outbound;

/**
 * What waits in the deferred store for one destination, of one stream: streams do not wait for each other.
 *
 * @param destination the recipients' domain
 * @param stream the stream of mail
 */
public record Backlog(String destination, String stream) {

    @Override
    public String toString() {
        return destination + " (" + stream + ")";
    }
}
