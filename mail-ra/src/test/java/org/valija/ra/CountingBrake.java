package org.valija.ra;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.valija.spi.LoginBrake;

/** Keeps what became of logins; brakes nobody, unless it is shut. */
final class CountingBrake implements LoginBrake {

    final List<String> ends = new CopyOnWriteArrayList<>();
    volatile boolean shut;

    @Override
    public CompletionStage<Optional<Attempt>> begin(InetAddress client, String user) {
        Attempt attempt = new Attempt() {
            @Override
            public void succeeded() {
                ends.add(user + " succeeded");
            }

            @Override
            public void failed() {
                ends.add(user + " failed");
            }

            @Override
            public void abandoned() {
                ends.add(user + " abandoned");
            }
        };
        return CompletableFuture.completedStage(shut ? Optional.empty() : Optional.of(attempt));
    }
}
