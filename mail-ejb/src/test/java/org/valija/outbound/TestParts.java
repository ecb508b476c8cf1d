package org.valija.outbound;

/** What the container would put together. */
final class TestParts {

    private TestParts() {}

    static RetryTransactions transactions(DeferredStore store, Settlement settlement) {
        return new RetryTransactions(new OutboundParts() {

            @Override
            public DeferredStore store() {
                return store;
            }

            @Override
            public Settlement settlement() {
                return settlement;
            }
        });
    }
}
