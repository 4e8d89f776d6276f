package dev.quotewell.redis;

import static dev.quotewell.redis.Script.bytes;

import dev.quotewell.budget.Account;
import dev.quotewell.budget.BudgetStore;
import dev.quotewell.budget.BudgetUnavailableException;
import dev.quotewell.budget.Charge;
import dev.quotewell.budget.Closing;
import dev.quotewell.budget.Correction;
import dev.quotewell.budget.Cost;
import dev.quotewell.budget.Decision.Reason;
import dev.quotewell.budget.KeyCount;
import dev.quotewell.budget.Priority;
import dev.quotewell.budget.Span;
import dev.quotewell.budget.Spent;
import dev.quotewell.cache.StoreUnavailableException;
import io.lettuce.core.ScriptOutputType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The calls of providers, counted in Redis: every operation is one run of {@code budget.lua}. Memory is bounded: of a
 * key and window, at most as many log entries as the limit, or about a thousand. All keys of Redis expire when their
 * longest window has passed. Safe for many threads.
 */
public final class RedisBudgets implements BudgetStore {

    private static final Script SCRIPT = Script.read("budget.lua", ScriptOutputType.MULTI);

    /** What an answer begins with: granted, wait, reason, detail. */
    private static final int ANSWER = 4;

    private final RedisConnection redis;
    private final RedisKeys keys;

    public RedisBudgets(RedisConnection redis, RedisKeys keys) {
        this.redis = redis;
        this.keys = keys;
    }

    @Override
    public CompletionStage<Answer> take(Account account, Priority priority, Cost cost, String permit) {
        Arguments arguments = new Arguments("take", account).add(permit).add(priority == Priority.INTERACTIVE ? 1 : 0);
        for (Charge charge : account.charges()) {
            arguments.add(charge.usable()).add(charge.of(cost));
        }
        return run(account, arguments).thenApply(answer -> {
            long granted = (Long) answer.get(0);
            return new Answer(
                    granted == 0 ? OptionalInt.empty() : OptionalInt.of((int) granted - 1),
                    Duration.ofMillis((Long) answer.get(1)),
                    reason(text(answer.get(2))),
                    text(answer.get(3)),
                    counts(account, answer));
        });
    }

    @Override
    public CompletionStage<Void> finish(
            Account account, String permit, List<Correction> corrections, @Nullable Closing closing) {
        Arguments arguments = new Arguments("finish", account).add(permit);
        if (closing instanceof Closing.Until until) {
            arguments.add("until").add(until.end()).add(0).add(until.why());
        } else if (closing instanceof Closing.UntilOldestLeaves oldest) {
            arguments
                    .add("oldest")
                    .add(place(account, oldest.window()))
                    .add(oldest.atLeast().toMillis())
                    .add(oldest.why());
        } else {
            arguments.add("").add(0).add(0).add("");
        }
        for (Correction correction : corrections) {
            arguments
                    .add(place(account, correction.window()))
                    .add(correction.used())
                    .add(correction.until());
        }
        return run(account, arguments).thenAccept(done -> {});
    }

    @Override
    public CompletionStage<Void> add(Account account, List<Spent> spent, KeyCount.@Nullable Closed closed) {
        Arguments arguments = new Arguments("add", account);
        if (closed == null) {
            arguments.add(0).add("");
        } else {
            arguments.add(closed.until()).add(closed.why());
        }
        for (Spent each : spent) {
            arguments.add(each.at());
            account.charges().forEach(charge -> arguments.add(charge.of(each.cost())));
        }
        return run(account, arguments).thenAccept(done -> {});
    }

    @Override
    public CompletionStage<List<KeyCount>> counts(Account account) {
        return run(account, new Arguments("counts", account)).thenApply(answer -> counts(account, answer));
    }

    private CompletionStage<List<Object>> run(Account account, Arguments arguments) {
        List<String> names = new ArrayList<>();
        for (String key : account.keys()) {
            String state = keys.budget(account.provider(), key);
            names.add(state);
            names.add(state + ":under-way");
            account.charges().forEach(charge -> names.add(state + ":" + charge.window()));
        }
        return redis.send(commands ->
                        SCRIPT.<List<Object>>run(commands, names.toArray(String[]::new), arguments.toArray()))
                .exceptionallyCompose(failure -> CompletableFuture.failedStage(
                        Symptom.cause(failure) instanceof StoreUnavailableException unavailable
                                ? new BudgetUnavailableException(String.valueOf(unavailable.getMessage()), unavailable)
                                : failure));
    }

    /** Counted from 1, as Lua does. */
    private static int place(Account account, String window) {
        for (int i = 0; i < account.charges().size(); i++) {
            if (account.charges().get(i).window().equals(window)) {
                return i + 1;
            }
        }
        throw new IllegalArgumentException("found the window " + window + ", must be one of " + account.charges());
    }

    private static Reason reason(String code) {
        for (Reason reason : Reason.values()) {
            if (reason.code().equals(code)) {
                return reason;
            }
        }
        throw new IllegalStateException("budget.lua gave the reason " + code + ", which is not known");
    }

    private static List<KeyCount> counts(Account account, List<Object> answer) {
        List<KeyCount> counts = new ArrayList<>();
        int at = ANSWER;
        for (String key : account.keys()) {
            long closed = (Long) answer.get(at++);
            String why = text(answer.get(at++));
            long underWay = (Long) answer.get(at++);
            List<KeyCount.Window> windows = new ArrayList<>();
            for (int i = 0; i < account.charges().size(); i++) {
                long used = (Long) answer.get(at++);
                long leaves = (Long) answer.get(at++);
                windows.add(new KeyCount.Window(used, leaves == 0 ? null : Instant.ofEpochMilli(leaves)));
            }
            counts.add(new KeyCount(
                    key,
                    (int) underWay,
                    closed == 0 ? null : new KeyCount.Closed(Instant.ofEpochMilli(closed), why),
                    windows));
        }
        return counts;
    }

    private static String text(Object value) {
        return new String((byte[]) value, StandardCharsets.UTF_8);
    }

    /** What budget.lua is given, in its order. */
    private static final class Arguments {

        private final List<byte[]> all = new ArrayList<>();

        Arguments(String operation, Account account) {
            add(operation).add(account.now());
            add(account.keys().size()).add(account.charges().size());
            add(account.concurrency()).add(LEASE.toMillis());
            for (Charge charge : account.charges()) {
                add(charge.window()).add(charge.limit());
                if (charge.span() instanceof Span.Calendar calendar) {
                    add(0).add(calendar.begin()).add(calendar.end());
                } else {
                    add(((Span.Rolling) charge.span()).length().toMillis())
                            .add(0)
                            .add(0);
                }
            }
        }

        Arguments add(String text) {
            all.add(bytes(text));
            return this;
        }

        Arguments add(long number) {
            all.add(bytes(number));
            return this;
        }

        Arguments add(Instant moment) {
            return add(moment.toEpochMilli());
        }

        byte[][] toArray() {
            return all.toArray(byte[][]::new);
        }
    }
}
