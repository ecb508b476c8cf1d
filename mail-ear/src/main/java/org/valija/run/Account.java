package org.valija.run;

import java.security.SecureRandom;
import java.util.List;
import java.util.StringJoiner;

/**
 * A user to put into the realm, or to give a new password.
 *
 * @param name may contain an {@code @}
 * @param password in clear; the realm keeps a salted hash of it
 * @param group his group, which is his role
 */
record Account(String name, String password, String group) {

    private static final String REALM = "/subsystem=elytron/filesystem-realm=ValijaUsers";

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int SALT = 16;

    /** No characters that look alike. */
    private static final String PASSWORD_CHARACTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    private static final int PASSWORD_LENGTH = 16;

    static String newPassword() {
        return RANDOM.ints(PASSWORD_LENGTH, 0, PASSWORD_CHARACTERS.length())
                .mapToObj(i -> PASSWORD_CHARACTERS.substring(i, i + 1))
                .reduce("", String::concat);
    }

    /**
     * The commands of WildFly's CLI that make him.
     *
     * @param exists whether the realm knows him already
     */
    List<String> commands(boolean exists) {
        // A fast hash, since the adapter verifies a login once more for each message; the salt keeps tables away.
        String setPassword = REALM + ":set-password(identity=" + quoted(name)
                + ",salted-simple-digest={algorithm=password-salt-digest-sha-512,password=" + quoted(password)
                + ",salt="
                + salt() + "})";
        return exists
                ? List.of(setPassword)
                : List.of(
                        REALM + ":add-identity(identity=" + quoted(name) + ")",
                        REALM + ":add-identity-attribute(identity=" + quoted(name) + ",name=groups,value=["
                                + quoted(group) + "])",
                        setPassword);
    }

    /** The command that removes a user. */
    static String removal(String name) {
        return REALM + ":remove-identity(identity=" + quoted(name) + ")";
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static String salt() {
        byte[] salt = new byte[SALT];
        RANDOM.nextBytes(salt);
        StringJoiner octets = new StringJoiner(",", "bytes{", "}");
        for (byte octet : salt) {
            octets.add(String.format("0x%02x", octet));
        }
        return octets.toString();
    }

    /** Without the password. */
    @Override
    public String toString() {
        return name;
    }
}
