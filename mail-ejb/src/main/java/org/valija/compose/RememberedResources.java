package org.valija.compose;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A class loader that looks for what lies under META-INF once. Jakarta Mail asks for its services and content handlers anew for
 * each part that it writes, and a server looks through archives for that: it took half of all that sending a message costs.
 * Its names are few, so what is remembered is small.
 */
final class RememberedResources extends ClassLoader {

    private static final String REMEMBERED = "META-INF/";

    static {
        registerAsParallelCapable();
    }

    private final Map<String, List<URL>> found = new ConcurrentHashMap<>();

    /** @param parent finds everything */
    RememberedResources(ClassLoader parent) {
        super(parent);
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        if (!name.startsWith(REMEMBERED)) {
            return super.getResources(name);
        }
        List<URL> known = found.get(name);
        if (known == null) {
            known = Collections.list(super.getResources(name)).stream()
                    .map(RememberedResources::copy)
                    .toList();
            found.put(name, known);
        }
        return Collections.enumeration(known);
    }

    /** With the same address, from memory. */
    private static URL copy(URL resource) {
        try (InputStream in = resource.openStream()) {
            return new URL(
                    resource.getProtocol(),
                    resource.getHost(),
                    resource.getPort(),
                    resource.getFile(),
                    new Remembered(in.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException("Can't be read: " + resource, e);
        }
    }

    private static final class Remembered extends URLStreamHandler {

        private final byte[] octets;

        Remembered(byte[] octets) {
            this.octets = octets;
        }

        @Override
        protected URLConnection openConnection(URL url) {
            return new URLConnection(url) {
                @Override
                public void connect() {
                    connected = true;
                }

                @Override
                public InputStream getInputStream() {
                    return new ByteArrayInputStream(octets);
                }
            };
        }
    }
}
