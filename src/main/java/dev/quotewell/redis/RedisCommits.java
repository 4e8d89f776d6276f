package dev.quotewell.redis;

import static dev.quotewell.redis.Script.bytes;

import dev.quotewell.message.Commit;
import dev.quotewell.message.Commit.Step;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.SlotHash;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Makes the changes of a {@link Commit} by one script, in a Cluster by one a slot. Safe for many threads. */
final class RedisCommits {

    private static final Script COMMIT = Script.readWithTrim("commit.lua", ScriptOutputType.INTEGER);

    private final RedisConnection redis;

    RedisCommits(RedisConnection redis) {
        this.redis = redis;
    }

    CompletionStage<Boolean> make(List<Step> steps) {
        CompletionStage<Boolean> made = CompletableFuture.completedStage(true);
        for (List<Step> together : redis.isCluster() ? bySlot(steps) : List.of(steps)) {
            made = made.thenCompose(well -> well ? run(together) : CompletableFuture.completedStage(false));
        }
        return made;
    }

    /** In their order: a slot that comes again begins a step of its own. */
    private static List<List<Step>> bySlot(List<Step> steps) {
        List<List<Step>> runs = new ArrayList<>();
        int slot = -1;
        for (Step step : steps) {
            int its = SlotHash.getSlot(step.key());
            if (its != slot) {
                runs.add(new ArrayList<>());
                slot = its;
            }
            runs.get(runs.size() - 1).add(step);
        }
        return runs;
    }

    private CompletionStage<Boolean> run(List<Step> steps) {
        String[] keys = steps.stream().map(Step::key).toArray(String[]::new);
        List<byte[]> arguments = new ArrayList<>(steps.size() * 3);
        steps.forEach(step -> write(step, arguments));
        return redis.send(commands -> COMMIT.<Long>run(commands, keys, arguments.toArray(byte[][]::new)))
                .thenApply(made -> made == 1);
    }

    /** As commit.lua reads it. */
    private static void write(Step step, List<byte[]> arguments) {
        if (step instanceof Step.StillMine mine) {
            addAll(arguments, bytes("mine"), bytes(mine.token()));
        } else if (step instanceof Step.Done done) {
            addAll(arguments, bytes("done"), bytes(done.retention().toMillis()));
        } else if (step instanceof Step.Append append) {
            addAll(
                    arguments,
                    bytes("append"),
                    bytes(append.maxLength()),
                    bytes(append.fields().size()));
            append.fields().forEach((name, value) -> addAll(arguments, bytes(name), value));
        } else if (step instanceof Step.Acknowledge entry) {
            addAll(arguments, bytes("acknowledge"), bytes(entry.group()), bytes(entry.entryId()));
        } else if (step instanceof Step.Take entry) {
            addAll(arguments, bytes("take"), bytes(entry.entryId()));
        } else if (step instanceof Step.PutNew put) {
            addAll(
                    arguments,
                    bytes("new"),
                    put.value().array(),
                    bytes(put.keep().toMillis()));
        } else if (step instanceof Step.Replace put) {
            addAll(
                    arguments,
                    bytes("replace"),
                    put.value().array(),
                    bytes(put.keep().toMillis()));
        } else if (step instanceof Step.Advance advance) {
            addAll(arguments, bytes("advance"), bytes(advance.number()));
        }
    }

    private static void addAll(List<byte[]> arguments, byte[]... more) {
        arguments.addAll(List.of(more));
    }
}
