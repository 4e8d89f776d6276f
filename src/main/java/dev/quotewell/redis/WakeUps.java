package dev.quotewell.redis;

import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who waits for which entry. One channel carries the names of all entries that change; Lettuce subscribes again after
 * a lost connection, and what is missed meanwhile costs a waiter the rest of the owner's lease, no more.
 */
final class WakeUps extends RedisPubSubAdapter<String, String> {

    private final ConcurrentHashMap<String, Set<CompletableFuture<Void>>> waiting = new ConcurrentHashMap<>();

    private final StatefulRedisPubSubConnection<String, String> subscriber;

    WakeUps(StatefulRedisPubSubConnection<String, String> subscriber, String channel) {
        this.subscriber = subscriber;
        subscriber.addListener(this);
        subscriber.sync().subscribe(channel);
    }

    CompletableFuture<Void> next(String entry) {
        CompletableFuture<Void> woken = new CompletableFuture<>();
        waiting.compute(entry, (name, others) -> {
            Set<CompletableFuture<Void>> all = others == null ? ConcurrentHashMap.newKeySet() : others;
            all.add(woken);
            return all;
        });
        woken.whenComplete((nothing, cancelled) -> forget(entry, woken));
        return woken;
    }

    @SuppressWarnings("CollectionUndefinedEquality") // A future equals itself only, which is what is meant here.
    private void forget(String entry, CompletableFuture<Void> woken) {
        waiting.computeIfPresent(entry, (name, all) -> {
            all.remove(woken);
            return all.isEmpty() ? null : all;
        });
    }

    void close() {
        subscriber.close();
    }

    @Override
    public void message(String channel, String entry) {
        Set<CompletableFuture<Void>> all = waiting.remove(entry);
        if (all != null) {
            all.forEach(woken -> woken.complete(null));
        }
    }
}
