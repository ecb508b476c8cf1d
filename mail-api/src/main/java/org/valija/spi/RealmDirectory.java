package org.valija.spi;

import java.util.Optional;
import java.util.Set;

/**
 * What the server's realm tells about its users without their passwords; mail-ejb registers it where the server has a way to
 * ask. Calls may block.
 */
public interface RealmDirectory {

    /**
     * @return empty for an unknown user
     * @throws DirectoryUnavailableException if the realm can't tell now
     */
    Optional<RealmUser> find(String user) throws DirectoryUnavailableException;

    /** Whether users may have a {@link RealmUser#scram}. */
    boolean hasScram();

    /**
     * A user.
     *
     * @param roles as beans see them
     * @param scram what is stored for SCRAM-SHA-256, if anything is
     */
    record RealmUser(Set<String> roles, Optional<ScramCredential> scram) {
        public RealmUser {
            roles = Set.copyOf(roles);
        }
    }

    /**
     * What SCRAM-SHA-256 needs of a password (RFC 5802 section 3). The arrays are not to be changed.
     *
     * @param storedKey 32 octets
     * @param serverKey 32 octets
     */
    record ScramCredential(byte[] salt, int iterations, byte[] storedKey, byte[] serverKey) {}

    /** The realm can't tell now. */
    class DirectoryUnavailableException extends Exception {

        private static final long serialVersionUID = 1L;

        public DirectoryUnavailableException(Throwable cause) {
            super("The server's realm can't be asked: " + cause, cause);
        }
    }
}
