package org.valija.smtp.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.valija.smtp.tls.IdentitySource.PemFiles;

/**
 * A folder or a file that an administrator has named as a place of certificates.
 *
 * <p>In a folder, and in the folders directly in it, these are pairs: {@code fullchain.pem} and {@code privkey.pem} (as
 * certbot names them), {@code NAME.crt} and {@code NAME.key} (as Kubernetes, Caddy and others do). A file has its key in it,
 * or beside it by these same names. What begins with a dot is not looked at: Kubernetes keeps a secret in {@code ..data},
 * itself a link, and links its files from there.
 *
 * @param password of keys that are encrypted
 */
record PemPlace(Path path, Optional<char[]> password) {

    private static final String CHAIN = "fullchain.pem";
    private static final String CRT = ".crt";

    /** A folder may have thousands of files in it by mistake; nobody has that many certificates. */
    private static final int MAX_FILES = 10_000;

    /** What is there now; may be empty. */
    List<IdentitySource> sources() throws IOException {
        if (!Files.isDirectory(path)) {
            if (!Files.exists(path)) {
                throw new NoSuchFileException(path.toString());
            }
            return List.of(new PemFiles(path, keyOfFile(), password));
        }
        List<IdentitySource> sources = new ArrayList<>();
        for (Path entry : sorted(path)) {
            if (Files.isDirectory(entry)) {
                for (Path inner : sorted(entry)) {
                    pair(inner).ifPresent(sources::add);
                }
            } else {
                pair(entry).ifPresent(sources::add);
            }
        }
        return sources;
    }

    private static List<Path> sorted(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.limit(MAX_FILES)
                    .filter(entry -> !entry.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    private Optional<IdentitySource> pair(Path chain) {
        String name = chain.getFileName().toString();
        boolean certbot = name.equals(CHAIN);
        if (!certbot && !name.endsWith(CRT)) {
            return Optional.empty();
        }
        Path key = keyBeside(chain);
        // An authority's certificate lies about without a key (ca.crt); a fullchain.pem never does.
        return certbot || Files.exists(key) ? Optional.of(new PemFiles(chain, key, password)) : Optional.empty();
    }

    private Path keyOfFile() throws IOException {
        return new Pem(Files.readAllBytes(path)).hasKey() ? path : keyBeside(path);
    }

    private static Path keyBeside(Path chain) {
        String name = chain.getFileName().toString();
        if (name.equals(CHAIN)) {
            return chain.resolveSibling("privkey.pem");
        }
        int dot = name.lastIndexOf('.');
        return chain.resolveSibling((dot > 0 ? name.substring(0, dot) : name) + ".key");
    }
}
