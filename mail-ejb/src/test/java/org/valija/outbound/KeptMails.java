package org.valija.outbound;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.valija.sandbox.SandboxMailbox;
import org.valija.sandbox.SandboxMessage;

/** A sandbox mailbox in memory. */
final class KeptMails implements SandboxMailbox {

    final List<String> recipients = new ArrayList<>();
    final List<String> sources = new ArrayList<>();

    @Override
    public void keep(String sender, List<String> to, Instant deliveredAt, InputStream source) throws IOException {
        recipients.addAll(to);
        sources.add(new String(source.readAllBytes(), StandardCharsets.UTF_8));
    }

    @Override
    public void keepForPostmaster(String sender, List<String> to, Instant receivedAt, InputStream source)
            throws IOException {
        keep(sender, to, receivedAt, source);
    }

    @Override
    public List<SandboxMessage> newestForPostmaster(int offset, int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long countForPostmaster() {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<SandboxMessage> newest(int offset, int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long count() {
        return sources.size();
    }

    @Override
    public Optional<SandboxMessage> find(String id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean writeSource(String id, OutputStream out) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void clear() {
        throw new UnsupportedOperationException();
    }
}
