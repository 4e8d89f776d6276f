package dev.quotewell;

import dev.quotewell.cli.FileOptions;
import dev.quotewell.redis.EmbeddedRedisException;
import dev.quotewell.redis.RedisUnreachableException;
import dev.quotewell.settings.InvalidSettingsException;
import dev.quotewell.settings.Settings;
import dev.quotewell.yaml.ConfigurationFaultsException;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "run",
        description = "Starts Quotewell and keeps it running until Ctrl-C.",
        footer = {
            "",
            "Examples:",
            "  quotewell run                    its own Redis, the sample market, port 8080",
            "  quotewell run --port 8090        the same on another port",
            "  FINNHUB_API_KEY=… quotewell run --profile prod",
            "                                   your Redis, the providers' own hosts",
            "",
            "Exit codes: 0 stopped, 1 cannot start, 2 wrong use"
        })
final class RunCommand implements Callable<Integer> {

    @Mixin
    private FileOptions where = new FileOptions();

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "The port of the HTTP API, 0 for any free one. Default: quotewell.api.port, 8080")
    private @Nullable Integer port;

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            defaultValue = "",
            description = "Reads application-NAME.properties too, such as prod; prod,kafka reads both.")
    private String profile = "";

    @Option(
            names = "--watch",
            negatable = true,
            description = "Take over edited routes and configuration by itself, or by ./quotewell reload only. Default:"
                    + " quotewell.reload.watch, true, and false with the profile prod")
    private @Nullable Boolean watch;

    @Override
    public Integer call() throws InterruptedException {
        PrintStream out = System.out;
        try {
            start(out);
        } catch (InvalidSettingsException
                | ConfigurationFaultsException
                | EmbeddedRedisException
                | RedisUnreachableException
                | CannotStartException e) {
            System.err.println("quotewell cannot start: " + e.getMessage());
            log().debug("The start failed", e);
            return 1;
        }
        // Only a signal ends it from here on.
        new CountDownLatch(1).await();
        return 0;
    }

    private void start(PrintStream out) {
        Map<String, String> commandLine = new HashMap<>();
        if (port != null) {
            commandLine.put("quotewell.api.port", port.toString());
        }
        if (watch != null) {
            commandLine.put("quotewell.reload.watch", watch.toString());
        }
        Map<String, String> environment = System.getenv();
        Settings settings = Settings.read(where.config(), profile, environment, commandLine);
        Application application = Application.of(settings, where.routes(), environment);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(application), "quotewell-shutdown"));
        try {
            application.start();
        } catch (RuntimeException e) {
            application.close();
            throw e;
        }
        out.println("ready " + application.addresses());
        out.println("  curl -i " + application.api() + "/v1/quote/AAPL");
        out.println("  curl -i '" + application.api() + "/v1/quote?keys=AAPL,MSFT,NOSUCH'");
        out.println("  curl -i '" + application.api() + "/v1/bars/AAPL?interval=1d&from=2026-01-02&to=2026-03-31'");
        out.flush();
    }

    /** Not a field: every command makes one of each command, and setting up the log takes longer than most of them. */
    private static Logger log() {
        return LoggerFactory.getLogger(RunCommand.class);
    }

    private static void end(Application application) {
        application.close();
        if (application.wasReady()) {
            log().info("Stopped");
            // A stop by a signal is a good end; the JVM would report the signal's number.
            Runtime.getRuntime().halt(0);
        }
    }
}
