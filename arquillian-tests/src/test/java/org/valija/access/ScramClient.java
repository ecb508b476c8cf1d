package org.valija.access;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.valija.client.SmtpClient;
import org.valija.client.SmtpReply;
import org.valija.server.TestServer.Account;

/** The client's side of SCRAM-SHA-256 (RFC 5802). */
final class ScramClient {

    private static final Pattern CHALLENGE = Pattern.compile("r=([^,]+),s=([^,]+),i=(\\d+)");

    private ScramClient() {}

    /** The salt and the number of iterations that the server tells for a user; the login is broken off. */
    static String salt(SmtpClient client, String user) throws IOException {
        Matcher challenge = challenge(client.command("AUTH SCRAM-SHA-256 " + base64("n,,n=" + user + ",r=abc")));
        client.command("*");
        return challenge.group(2) + " " + challenge.group(3);
    }

    /** @return the last reply */
    static SmtpReply login(SmtpClient client, Account account) throws IOException, GeneralSecurityException {
        String first = "n=" + account.user() + ",r=" + UUID.randomUUID();
        Matcher challenge = challenge(client.command("AUTH SCRAM-SHA-256 " + base64("n,," + first)));
        byte[] salt = Base64.getDecoder().decode(challenge.group(2));
        byte[] salted = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                .generateSecret(new PBEKeySpec(
                        account.password().toCharArray(), salt, Integer.parseInt(challenge.group(3)), 256))
                .getEncoded();
        byte[] clientKey = hmac(salted, "Client Key");
        String last = "c=biws,r=" + challenge.group(1);
        String message = first + "," + challenge.group() + "," + last;
        byte[] signature = hmac(MessageDigest.getInstance("SHA-256").digest(clientKey), message);
        for (int i = 0; i < clientKey.length; i++) {
            clientKey[i] ^= signature[i];
        }
        SmtpReply reply =
                client.command(base64(last + ",p=" + Base64.getEncoder().encodeToString(clientKey)));
        if (reply.code() != 334) {
            return reply;
        }
        String expected = "v=" + Base64.getEncoder().encodeToString(hmac(hmac(salted, "Server Key"), message));
        if (!text(reply).equals(expected)) {
            throw new IOException("The server does not know the password: " + text(reply));
        }
        return client.command("");
    }

    private static Matcher challenge(SmtpReply reply) throws IOException {
        Matcher m = CHALLENGE.matcher(reply.code() == 334 ? text(reply) : "");
        if (!m.matches()) {
            throw new IOException("No challenge: " + reply);
        }
        return m;
    }

    private static String text(SmtpReply reply) {
        return new String(Base64.getDecoder().decode(reply.lines().get(0)), StandardCharsets.UTF_8);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }
}
