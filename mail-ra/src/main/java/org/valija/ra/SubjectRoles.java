package org.valija.ra;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.InvocationTargetException;
import java.security.Principal;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import javax.security.auth.Subject;

/**
 * The roles that a server has put into a subject. No standard says where, so we look where our two servers put them:
 * WildFly an Elytron identity, Payara a principal for each group.
 */
final class SubjectRoles {

    private static final Logger LOG = System.getLogger(SubjectRoles.class.getName());
    private static final String ELYTRON_IDENTITY = "org.wildfly.security.auth.server.SecurityIdentity";
    private static final String PAYARA_GROUP = "org.glassfish.security.common.Group";

    private SubjectRoles() {}

    static Set<String> of(Subject subject) {
        Set<String> roles = subject.getPrincipals().stream()
                .filter(principal -> principal.getClass().getName().equals(PAYARA_GROUP))
                .map(Principal::getName)
                .collect(Collectors.toCollection(HashSet::new));
        for (Object credential : subject.getPrivateCredentials()) {
            if (credential.getClass().getName().equals(ELYTRON_IDENTITY)) {
                addElytronRoles(credential, roles);
            }
        }
        return roles;
    }

    private static void addElytronRoles(Object identity, Set<String> roles) {
        try {
            // The category and the fallback that EJBs have.
            Object found = identity.getClass()
                    .getMethod("getRoles", String.class, boolean.class)
                    .invoke(identity, "ejb", true);
            for (Object role : (Iterable<?>) found) {
                roles.add(role.toString());
            }
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException | ClassCastException e) {
            LOG.log(Level.WARNING, "The roles of an Elytron identity can''t be read: {0}", Visible.of(e));
        }
    }
}
