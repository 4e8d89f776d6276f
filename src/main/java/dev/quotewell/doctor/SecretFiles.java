package dev.quotewell.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Whether files with secrets are for their owner alone. */
final class SecretFiles {

    /** Container platforms mount secrets there, readable for all within the container. */
    private static final Path MOUNTED = Path.of("/run/secrets");

    private SecretFiles() {}

    /** @param files by the setting or the variable that names them */
    static List<Finding> look(Map<String, Path> files) {
        List<Finding> findings = new ArrayList<>();
        files.forEach((name, file) -> findings.addAll(look(name, file, true)));
        return findings;
    }

    /** @param secret whether it must not be read; a file of hashes may */
    static List<Finding> look(String name, Path file, boolean secret) {
        if (!Files.isReadable(file)) {
            return List.of(Finding.fault(
                    "secrets", name + " names " + file + ", which cannot be read", "Name a readable file"));
        }
        return permissions(file).map(permissions -> judge(name, file, permissions, secret)).stream()
                .toList();
    }

    static Finding judge(String name, Path file, Set<PosixFilePermission> permissions, boolean secret) {
        String told = name + " names " + file;
        if (permissions.contains(PosixFilePermission.OTHERS_WRITE)
                || permissions.contains(PosixFilePermission.GROUP_WRITE)) {
            return Finding.fault("secrets", told + ", which others than its owner may change", "chmod 600 " + file);
        }
        if (!secret) {
            return Finding.ok("secrets", told + ", which only its owner may change");
        }
        if (permissions.contains(PosixFilePermission.OTHERS_READ) && !file.startsWith(MOUNTED)) {
            return Finding.warning("secrets", told + ", which everybody may read", "chmod 600 " + file);
        }
        return Finding.ok("secrets", told + ", for its owner and group alone");
    }

    /** Who may do what, less what a closed folder above it keeps others from; empty where there is no such thing. */
    private static Optional<Set<PosixFilePermission>> permissions(Path file) {
        try {
            Set<PosixFilePermission> permissions = new HashSet<>(Files.getPosixFilePermissions(file));
            for (Path folder = file.toRealPath().getParent(); folder != null; folder = folder.getParent()) {
                if (!Files.getPosixFilePermissions(folder).contains(PosixFilePermission.OTHERS_EXECUTE)) {
                    permissions.remove(PosixFilePermission.OTHERS_READ);
                }
            }
            return Optional.of(permissions);
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty();
        }
    }
}
