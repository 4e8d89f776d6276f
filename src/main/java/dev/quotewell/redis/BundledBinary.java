package dev.quotewell.redis;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A server binary inside the library {@code org.signal:embedded-redis}, of which we use nothing else. */
record BundledBinary(String resource) {

    /** From the system properties {@code os.name} and {@code os.arch}. */
    static Optional<BundledBinary> find(String osName, String osArch) {
        String name = osName.toLowerCase(Locale.ROOT);
        String system = name.startsWith("mac") ? "darwin" : name;
        String architecture = switch (osArch.toLowerCase(Locale.ROOT)) {
            case "amd64", "x86_64" -> "amd64";
            case "aarch64", "arm64" -> "arm64";
            case "x86", "i386", "i686" -> "386";
            default -> osArch;
        };
        BundledBinary binary = new BundledBinary("redis-server-7.0.15-" + system + "-" + architecture);
        return BundledBinary.class.getResource("/" + binary.resource) == null ? Optional.empty() : Optional.of(binary);
    }

    /** Puts the binary into the directory, unless exactly it is there already; for its owner only. */
    Path extractTo(Path directory) throws IOException {
        Path target = directory.resolve(resource).toAbsolutePath();
        byte[] content = content();
        if (!isIntact(target, content)) {
            // By a rename, as the file may be half of an earlier attempt, or still run in a server.
            Path temporary = Files.createTempFile(directory, resource, ".tmp");
            try {
                Files.write(temporary, content);
                Files.move(temporary, target, ATOMIC_MOVE, REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(temporary);
            }
        }
        ServerFiles.restrictToOwner(target);
        return target;
    }

    private byte[] content() throws IOException {
        try (InputStream in = BundledBinary.class.getResourceAsStream("/" + resource)) {
            if (in == null) {
                throw new IOException(resource + " is missing in the application");
            }
            return in.readAllBytes();
        }
    }

    private static boolean isIntact(Path file, byte[] content) throws IOException {
        return Files.isRegularFile(file)
                && Files.size(file) == content.length
                && Arrays.equals(Files.readAllBytes(file), content);
    }
}
