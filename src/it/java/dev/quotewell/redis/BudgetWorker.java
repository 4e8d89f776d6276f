package dev.quotewell.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.quotewell.budget.Budgets;
import dev.quotewell.budget.Cost;
import dev.quotewell.budget.Decision;
import dev.quotewell.budget.Decision.Granted;
import dev.quotewell.budget.KeyId;
import dev.quotewell.budget.Priority;
import dev.quotewell.budget.StoreAway;
import dev.quotewell.provider.ApiBudget;
import dev.quotewell.provider.ApiBudget.Policy;
import dev.quotewell.provider.ApiBudget.Reserve;
import dev.quotewell.provider.ApiBudget.Weight;
import dev.quotewell.provider.BudgetWindow.Calendar;
import dev.quotewell.provider.BudgetWindow.Rolling;
import dev.quotewell.provider.BudgetWindow.Unit;
import dev.quotewell.provider.Datasets;
import dev.quotewell.provider.Providers;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/**
 * An instance in a JVM of its own that asks for calls when it is told to. A line in, such as
 * {@code 1772463600000 alphavantage,SCHEDULED,1 twelvedata,BACKFILL,4}, gives the moment and what to ask for, all at
 * once; a line out says {@code +} for each call that was granted and {@code -} for each that was not.
 */
final class BudgetWorker implements AutoCloseable {

    static final ApiBudget TWELVE_DATA = new ApiBudget(
            List.of(
                    new Policy(8, new Rolling(Duration.ofMinutes(1)), Weight.SYMBOL),
                    new Policy(800, new Calendar(Unit.DAY, ZoneOffset.UTC, LocalTime.MIDNIGHT, 1), Weight.SYMBOL)),
            0,
            Reserve.USUAL,
            List.of());

    private final Process process;
    private final BufferedReader answers;

    private BudgetWorker(Process process) {
        this.process = process;
        this.answers = process.inputReader(UTF_8);
    }

    /** As the file in the distribution has it. */
    static ApiBudget alphaVantage() {
        return Providers.read(Path.of("config/providers"), Datasets.read(Path.of("config/datasets")))
                .find("alphavantage")
                .orElseThrow()
                .apiBudget();
    }

    /** What runs in the other JVM. */
    public static void main(String[] arguments) throws IOException {
        ApiBudget alphaVantage = alphaVantage();
        Instant[] now = {Instant.EPOCH};
        try (RedisConnection redis = RedisConnection.open(RedisAddress.of(arguments[0]), Duration.ofSeconds(5))) {
            Budgets budgets = new Budgets(
                    new RedisBudgets(redis, new RedisKeys("qw:")),
                    () -> now[0],
                    StoreAway.NO_CALLS,
                    (provider, window, remaining) -> {});
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
            System.out.println("ready");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] parts = line.split(" ", -1);
                now[0] = Instant.ofEpochMilli(Long.parseLong(parts[0]));
                List<CompletionStage<Decision>> decisions = new ArrayList<>();
                for (int i = 1; i < parts.length; i++) {
                    String[] ask = parts[i].split(",", -1);
                    decisions.add(budgets.take(
                            ask[0],
                            ask[0].equals("alphavantage") ? alphaVantage : TWELVE_DATA,
                            List.of(KeyId.of("key of " + ask[0])),
                            Priority.valueOf(ask[1]),
                            new Cost(1, Integer.parseInt(ask[2]))));
                }
                System.out.println(decisions.stream()
                        .map(decision -> Await.answer(decision) instanceof Granted ? "+" : "-")
                        .collect(Collectors.joining()));
            }
        }
    }

    static BudgetWorker start(String uri) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:auto",
                        "-XX:TieredStopAtLevel=1",
                        "-classpath",
                        System.getProperty("java.class.path"),
                        BudgetWorker.class.getName(),
                        uri)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return new BudgetWorker(process);
    }

    /** To be called once, before anything is asked for. */
    BudgetWorker awaitReady() throws IOException {
        String line = answers.readLine();
        while (line != null && !line.equals("ready")) {
            line = answers.readLine();
        }
        if (line == null) {
            throw new IOException("An instance ended before it was ready");
        }
        return this;
    }

    void ask(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(UTF_8));
        process.getOutputStream().flush();
    }

    /** One sign for each call that was asked for. */
    String answer() throws IOException {
        String line = answers.readLine();
        while (line != null && !line.matches("[+-]+")) {
            line = answers.readLine();
        }
        if (line == null) {
            throw new IOException("An instance ended while it was asked");
        }
        return line;
    }

    /** SIGKILL: nothing of it runs any more. */
    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
