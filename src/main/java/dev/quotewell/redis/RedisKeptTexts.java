package dev.quotewell.redis;

import dev.quotewell.json.Payload;
import dev.quotewell.message.KeptTexts;
import dev.quotewell.message.StreamsUnavailableException;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Texts in Redis. Safe for many threads. */
public final class RedisKeptTexts implements KeptTexts {

    private final RedisConnection redis;

    public RedisKeptTexts(RedisConnection redis) {
        this.redis = redis;
    }

    @Override
    public CompletionStage<Optional<Payload>> find(String name) {
        return redis.send(commands -> commands.get(name)).handle((bytes, failure) -> {
            if (failure != null) {
                throw new StreamsUnavailableException(String.valueOf(failure.getMessage()), failure);
            }
            return Optional.ofNullable(bytes).map(Payload::wrap);
        });
    }

    @Override
    public boolean mayBeHalf() {
        return redis.isCluster();
    }
}
