package dev.quotewell;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quotewell.redis.BackupException;
import dev.quotewell.redis.EmbeddedRedisException;
import dev.quotewell.settings.InvalidSettingsException;
import dev.quotewell.settings.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Does something with the data of the embedded Redis, and prints what: as JSON, or for people. */
abstract class EmbeddedRedisCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--config",
            paramLabel = "DIR",
            defaultValue = "config",
            description = "The folder of the settings. Default: ${DEFAULT-VALUE}")
    private Path config = Path.of("config");

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            defaultValue = "",
            description = "Reads application-NAME.properties too, as run does.")
    private String profile = "";

    @Option(names = "--json", description = "Print it as JSON.")
    private boolean json;

    /** @param directory of the embedded Redis */
    abstract JsonNode work(Path data, Path directory);

    abstract List<String> lines(JsonNode done);

    @Override
    public Integer call() {
        // That a server is started for it, and ended, is no news.
        Runnable loud = Main.quieten();
        try {
            Settings settings = Settings.read(config, profile, System.getenv(), Map.of());
            if (!settings.redis().embedded()) {
                throw new CannotStartException("quotewell.redis.uri names a Redis of yours: " + spec.qualifiedName()
                        + " is for the embedded one. docs/redis.md tells how it is done there");
            }
            JsonNode done = work(settings.data(), settings.data().resolve("redis"));
            List<String> lines = json ? List.of(done.toString()) : lines(done);
            lines.forEach(spec.commandLine().getOut()::println);
            spec.commandLine().getOut().flush();
            return 0;
        } catch (BackupException | EmbeddedRedisException | InvalidSettingsException | CannotStartException e) {
            spec.commandLine().getErr().println(e.getMessage());
            return 1;
        } finally {
            loud.run();
        }
    }

    static String keys(long count) {
        return count == 1 ? "1 key" : count + " keys";
    }
}
