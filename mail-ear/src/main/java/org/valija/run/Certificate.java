package org.valija.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** The server's self-signed certificate: made by keytool at the first start, and then kept. */
final class Certificate {

    private static final int VALID_DAYS = 825;

    private final Path folder;

    Certificate(Path data) {
        this.folder = data.resolve("tls");
    }

    /** Puts keystore and password into the server's properties; makes them if they aren't there yet. */
    void into(Properties server, String hostname) throws CannotRunException, IOException, InterruptedException {
        if (!Files.exists(keystore())) {
            make(hostname);
        }
        server.setProperty("valija.tls.keystore", keystore().toString());
        server.setProperty("valija.tls.keystore.password", Files.readString(password(), StandardCharsets.UTF_8));
    }

    private void make(String hostname) throws CannotRunException, IOException, InterruptedException {
        DataFolder.createPrivate(folder);
        DataFolder.writePrivate(password(), Account.newPassword());
        Path unfinished = folder.resolve("valija.p12.new");
        Files.deleteIfExists(unfinished);
        keytool(
                unfinished,
                List.of(
                        "-genkeypair",
                        "-alias",
                        "valija",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=" + hostname,
                        "-ext",
                        "san=dns:" + hostname + ",ip:127.0.0.1,ip:::1",
                        "-validity",
                        Integer.toString(VALID_DAYS)));
        keytool(unfinished, List.of("-exportcert", "-rfc", "-alias", "valija", "-file", pem().toString()));
        Files.move(unfinished, keystore());
    }

    private void keytool(Path store, List<String> arguments)
            throws CannotRunException, IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(WildFly.jdkTool("keytool")));
        command.addAll(arguments);
        command.addAll(List.of(
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass:file",
                password().toString()));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
        if (keytool.waitFor() != 0) {
            throw new CannotRunException("keytool could not make the certificate: " + said);
        }
    }

    private Path keystore() {
        return folder.resolve("valija.p12");
    }

    private Path password() {
        return folder.resolve("keystore.password");
    }

    /** For clients that want to verify it. */
    Path pem() {
        return folder.resolve("certificate.pem");
    }
}
