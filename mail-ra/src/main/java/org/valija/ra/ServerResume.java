package org.valija.ra;

/**
 * Whether this thread is WildFly's, resuming the server. At the end of its boot, and after {@code :suspend}, WildFly
 * activates all beans that way, and one exception then ends the boot, or leaves the whole server suspended: so a bean with
 * a wrong configuration may fail its own deployment, but not that. Other servers have no such step.
 */
final class ServerResume {

    private static final String WILDFLY = "org.jboss.as.server.suspend.";

    private ServerResume() {}

    static boolean isUnderWay() {
        return StackWalker.getInstance()
                .walk(frames -> frames.anyMatch(frame -> frame.getClassName().startsWith(WILDFLY)));
    }
}
