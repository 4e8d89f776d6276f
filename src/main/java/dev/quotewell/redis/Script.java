package dev.quotewell.redis;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.Base16;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** A Lua script: one atomic step in Redis. Sent once to each server, then called by its digest. */
final class Script {

    private final String text;
    private final String digest;
    private final ScriptOutputType output;

    private Script(String text, ScriptOutputType output) {
        this.text = text;
        this.digest = Base16.digest(text.getBytes(StandardCharsets.UTF_8));
        this.output = output;
    }

    static Script read(String name, ScriptOutputType output) {
        return new Script(text(name), output);
    }

    /** A script that calls the functions of trim.lua. */
    static Script readWithTrim(String name, ScriptOutputType output) {
        return new Script(text("trim.lua") + text(name), output);
    }

    private static String text(String name) {
        try (InputStream in = Script.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("The application lacks its script " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("The application's script " + name + " cannot be read", e);
        }
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] bytes(long number) {
        return bytes(Long.toString(number));
    }

    <T> CompletionStage<T> run(RedisClusterAsyncCommands<String, byte[]> redis, String[] keys, byte[]... arguments) {
        CompletionStage<T> called = redis.evalsha(digest, output, keys, arguments);
        return called.exceptionallyCompose(failure -> {
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            return cause instanceof RedisNoScriptException
                    ? redis.eval(text, output, keys, arguments)
                    : CompletableFuture.failedStage(failure);
        });
    }
}
