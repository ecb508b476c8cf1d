package org.valija.login;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.valija.spi.RealmDirectory;

/**
 * Payara's default realm. Its class is not published for applications, so it is called by reflection; it is what Payara's own
 * logins ask. Groups are roles, as for logins with a password.
 */
final class PayaraDirectory implements RealmDirectory {

    private static final String REALM = "com.sun.enterprise.security.auth.realm.Realm";
    private static final String NO_SUCH_USER = "com.sun.enterprise.security.auth.realm.NoSuchUserException";
    /** Groups that a realm gives to everybody, whom it knows and whom it does not. */
    private static final String ASSIGNED_GROUPS = "assign-groups";

    private final Method defaultRealm;
    private final Method user;
    private final Method groups;
    private final Method property;

    private PayaraDirectory(Class<?> realm) throws NoSuchMethodException {
        defaultRealm = realm.getMethod("getDefaultInstance");
        user = realm.getMethod("getUser", String.class);
        groups = realm.getMethod("getGroupNames", String.class);
        property = realm.getMethod("getProperty", String.class);
    }

    /** @return empty on another server */
    static Optional<RealmDirectory> ofThisServer() {
        try {
            Class<?> realm = Class.forName(REALM, false, PayaraDirectory.class.getClassLoader());
            return Optional.of(new PayaraDirectory(realm));
        } catch (ClassNotFoundException | NoSuchMethodException e) {
            return Optional.empty();
        }
    }

    /** Its realms store no verifiers. */
    @Override
    public boolean hasScram() {
        return false;
    }

    @Override
    public Optional<RealmUser> find(String name) throws DirectoryUnavailableException {
        try {
            Object realm = defaultRealm.invoke(null);
            Optional<Boolean> known = isKnown(realm, name);
            if (known.isPresent() && !known.get()) {
                return Optional.empty();
            }
            Set<String> roles = groupsOf(realm, name);
            // A realm that does not tell whom it knows (JDBC, LDAP) tells groups of those whom it knows.
            boolean exists = known.isPresent() || !roles.isEmpty() && property.invoke(realm, ASSIGNED_GROUPS) == null;
            return exists ? Optional.of(new RealmUser(roles, Optional.empty())) : Optional.empty();
        } catch (InvocationTargetException e) {
            throw new DirectoryUnavailableException(e.getCause());
        } catch (IllegalAccessException e) {
            throw new DirectoryUnavailableException(e);
        }
    }

    /** @return empty if this realm does not tell */
    private Optional<Boolean> isKnown(Object realm, String name) throws IllegalAccessException {
        try {
            return Optional.of(user.invoke(realm, name) != null);
        } catch (InvocationTargetException e) {
            return isNoSuchUser(e) ? Optional.of(false) : Optional.empty();
        }
    }

    private Set<String> groupsOf(Object realm, String name) throws InvocationTargetException, IllegalAccessException {
        try {
            Set<String> names = new HashSet<>();
            for (Object group : Collections.list((Enumeration<?>) groups.invoke(realm, name))) {
                names.add((String) group);
            }
            return names;
        } catch (InvocationTargetException e) {
            if (isNoSuchUser(e)) {
                return Set.of();
            }
            throw e;
        }
    }

    private static boolean isNoSuchUser(InvocationTargetException e) {
        return e.getCause() != null && e.getCause().getClass().getName().equals(NO_SUCH_USER);
    }
}
