package org.valija.admin.access;

import java.util.Optional;

/** Where to go after a login: only to where the console itself can lead, whatever the request says. */
final class LocalTarget {

    private LocalTarget() {}

    /**
     * The target, if it is a page of the console.
     *
     * @param contextPath such as {@code /valija}
     * @param requested a path with or without query, from the request and thus from anyone
     */
    static Optional<String> of(String contextPath, String requested) {
        if (requested == null
                || !requested.startsWith(contextPath + "/")
                || requested.contains("..")
                || requested.contains("//")
                || requested.contains("\\")
                || requested.chars().anyMatch(c -> c <= ' ' || c >= 0x7f)) {
            return Optional.empty();
        }
        String path = requested.substring(contextPath.length());
        boolean page = path.matches("/[a-z-]+\\.xhtml(\\?.*)?") && !path.startsWith("/login");
        return page ? Optional.of(requested) : Optional.empty();
    }
}
