package org.valija.dkim;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.valija.route.DnsLookup;
import org.valija.route.DnsLookup.Answer;
import org.valija.route.DnsLookup.NoAnswer;
import org.valija.route.DnsLookup.Records;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/** Looks up the keys that signatures name, all at once and for a bounded time. Safe for use by many threads. */
public final class PublicKeys {

    private final DnsLookup dns;
    private final Duration limit;

    /**
     * @param dns with its cache
     * @param limit how long to wait for all the keys of a message together
     */
    public PublicKeys(DnsLookup dns, Duration limit) {
        this.dns = dns;
        this.limit = limit;
    }

    /** What has become known of the keys of a message. */
    static final class Found {

        private final Map<String, Answer> answers;

        private Found(Map<String, Answer> answers) {
            this.answers = answers;
        }

        /** Whether no name server could tell, so that it may be known another time. */
        boolean isUnknown(CarriedSignature signature) {
            return answers.get(signature.keyName()) instanceof NoAnswer;
        }

        /**
         * The record of a signature's key.
         *
         * @throws UnverifiableException if there is none
         */
        PublicKeyRecord recordOf(CarriedSignature signature) throws UnverifiableException {
            if (answers.get(signature.keyName()) instanceof Records records) {
                // RFC 6376 section 3.6.2.2: what several of them mean is undefined; the first that is one.
                Optional<TagList> tags = records.records().stream()
                        .filter(TXTRecord.class::isInstance)
                        .map(record -> TagList.parse(PublishedRecords.text((TXTRecord) record)))
                        .flatMap(Optional::stream)
                        .findFirst();
                if (tags.isPresent()) {
                    return new PublicKeyRecord(tags.get());
                }
            }
            throw new UnverifiableException("no key");
        }
    }

    /** Waits for name servers. */
    Found find(Collection<String> names) {
        Map<String, CompletableFuture<Answer>> asked = new HashMap<>();
        for (String name : names) {
            asked.computeIfAbsent(name, n -> dns.findLater(n, Type.TXT)
                    .toCompletableFuture()
                    .completeOnTimeout(new NoAnswer("timed out"), limit.toMillis(), TimeUnit.MILLISECONDS));
        }
        Map<String, Answer> answers = new HashMap<>();
        asked.forEach((name, answer) -> answers.put(name, answer.join()));
        return new Found(answers);
    }
}
