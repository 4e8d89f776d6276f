package dev.quotewell.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where a command reads configuration and routes from. */
public final class FileOptions {

    @Option(
            names = "--config",
            paramLabel = "DIR",
            defaultValue = "config",
            description = "The folder of settings, providers, datasets, markets and watchlists. Default:"
                    + " ${DEFAULT-VALUE}")
    private Path config = Path.of("config");

    @Option(
            names = "--routes",
            paramLabel = "DIR",
            defaultValue = "routes",
            description = "The folder of the routes. Default: ${DEFAULT-VALUE}")
    private Path routes = Path.of("routes");

    public Path config() {
        return config;
    }

    public Path routes() {
        return routes;
    }
}
