package org.valija.outbound;

/**
 * What waits in the deferred store for one lane, of one stream: streams do not wait for each other.
 *
 * @param lane the recipients' domain, or the {@code host:port} that an administrator has sent the mail to instead
 * @param stream the stream of mail
 */
public record Backlog(String lane, String stream) {

    @Override
    public String toString() {
        return lane + " (" + stream + ")";
    }
}
