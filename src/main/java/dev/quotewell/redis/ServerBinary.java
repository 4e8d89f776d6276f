package dev.quotewell.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The program to run: what the machine has, else what we bring along. */
record ServerBinary(Path path, ServerVersion version) {

    private static final Logger log = LoggerFactory.getLogger(ServerBinary.class);
    private static final List<String> NAMES = List.of("redis-server", "valkey-server");
    private static final int VERSION_TIMEOUT_SECONDS = 5;

    static ServerBinary get(String searchPath, ServerFiles files) {
        ServerVersion oldest = files.oldestVersion();
        return candidates(searchPath)
                .flatMap(path -> ask(path).stream())
                .filter(binary -> binary.isAtLeast(oldest))
                .findFirst()
                .orElseGet(() -> getBundled(files, oldest));
    }

    /** Without the application's environment: it holds secrets, and a locale that a server may not know ends it. */
    static ProcessBuilder command(Path path, String... arguments) {
        ProcessBuilder command = new ProcessBuilder(Stream.concat(Stream.of(path.toString()), Arrays.stream(arguments))
                .toList());
        command.environment().clear();
        command.environment().put("LC_ALL", "C");
        return command;
    }

    private static Stream<Path> candidates(String searchPath) {
        // Relative folders are left out: what runs must not depend on where we were started.
        return Arrays.stream(searchPath.split(File.pathSeparator))
                .map(Path::of)
                .filter(Path::isAbsolute)
                .flatMap(folder -> NAMES.stream().map(folder::resolve))
                .filter(path -> Files.isRegularFile(path) && Files.isExecutable(path));
    }

    private static ServerBinary getBundled(ServerFiles files, ServerVersion oldest) {
        String osName = System.getProperty("os.name");
        String osArch = System.getProperty("os.arch");
        BundledBinary bundled = BundledBinary.find(osName, osArch)
                .orElseThrow(() -> new EmbeddedRedisException("There is no bundled Redis for " + osName + " on "
                        + osArch + ": put a redis-server or valkey-server of version " + oldest
                        + " or newer on the PATH"));
        try {
            Path path = bundled.extractTo(files.directory());
            return ask(path)
                    .orElseThrow(() -> new EmbeddedRedisException(path
                            + " cannot be run here: put a redis-server or valkey-server of version " + oldest
                            + " or newer on the PATH"));
        } catch (IOException e) {
            throw EmbeddedRedisException.unusable(files.directory(), e);
        }
    }

    private boolean isAtLeast(ServerVersion oldest) {
        if (version.isAtLeast(oldest)) {
            return true;
        }
        log.info("{} is passed over: version {}, must be at least {}", path, version, oldest);
        return false;
    }

    private static Optional<ServerBinary> ask(Path path) {
        Optional<ServerVersion> version = askVersion(path);
        if (version.isEmpty()) {
            log.info("{} is passed over: it does not tell a version of Redis or Valkey", path);
        }
        return version.map(found -> new ServerBinary(path, found));
    }

    private static Optional<ServerVersion> askVersion(Path path) {
        try {
            Process process = command(path, "--version")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                // The one line fits the pipe, so it can be read after the end; who writes more runs into the time-out.
                if (!process.waitFor(VERSION_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                    return Optional.empty();
                }
                return ServerVersion.findIn(new String(process.getInputStream().readAllBytes(), ISO_8859_1));
            } finally {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedRedisException("Interrupted while asking " + path + " for its version", e);
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
