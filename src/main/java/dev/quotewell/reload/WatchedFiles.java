package dev.quotewell.reload;

import dev.quotewell.lint.Fault;
import dev.quotewell.settings.SettingsSource;
import dev.quotewell.yaml.Folder;
import dev.quotewell.yaml.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files whose edits are taken over: what they hold, and whether they have been edited. */
final class WatchedFiles {

    private static final Logger log = LoggerFactory.getLogger(WatchedFiles.class);

    private final SettingsSource settings;
    private final List<Path> folders;

    WatchedFiles(SettingsSource settings, Path routes) {
        this.settings = settings;
        Path config = settings.config();
        this.folders = List.of(
                routes,
                routes.resolve("templates"),
                config.resolve("providers"),
                config.resolve("datasets"),
                config.resolve("markets"),
                config.resolve("watchlists"));
    }

    /** @param told the key and what is wrong with it */
    Fault ofSetting(String told) {
        String key = told.replaceFirst(":.*", "");
        for (Path file : settings.files()) {
            List<String> lines =
                    contents(Map.of(file, "")).getOrDefault(file, "").lines().toList();
            for (int i = 0; i < lines.size(); i++) {
                if (lines.get(i).strip().startsWith(key)) {
                    return new Fault(new Place(file.toString(), i + 1, 1), told);
                }
            }
        }
        return new Fault(Place.top(settings.files().get(0).toString()), told);
    }

    /** Those that are not what they were, by name. */
    static List<String> changed(Map<Path, String> before, Map<Path, String> now) {
        TreeSet<Path> files = new TreeSet<>(before.keySet());
        files.addAll(now.keySet());
        files.removeIf(file -> Objects.equals(before.get(file), now.get(file)));
        return files.stream().map(Path::toString).toList();
    }

    static Map<Path, String> contents(Map<Path, String> versions) {
        Map<Path, String> contents = new TreeMap<>();
        for (Path file : versions.keySet()) {
            try {
                contents.put(file, Files.readString(file));
            } catch (IOException gone) {
                log.debug("{} cannot be read at this moment", file, gone);
            }
        }
        return contents;
    }

    /** When each file was changed, and how long it is; a folder whose files nobody reads is one, too. */
    Map<Path, String> versions() {
        Map<Path, String> versions = new TreeMap<>();
        settings.files().forEach(file -> note(file, versions));
        for (Path folder : folders) {
            try (Stream<Path> files = Files.list(folder)) {
                files.filter(this::isWatched).forEach(file -> note(file, versions));
            } catch (IOException beingChanged) {
                log.debug("{} cannot be read at this moment", folder, beingChanged);
            }
        }
        return versions;
    }

    private boolean isWatched(Path file) {
        String name = file.getFileName().toString();
        boolean known = name.matches(".*\\.(ya?ml|json)") && !Folder.isTest(file);
        return !name.startsWith(".") && (known || (Files.isDirectory(file) && !folders.contains(file)));
    }

    private static void note(Path file, Map<Path, String> versions) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            versions.put(file, attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey());
        } catch (IOException gone) {
            log.debug("{} cannot be read at this moment", file, gone);
            if (Files.isSymbolicLink(file)) {
                versions.put(file, "leads nowhere");
            }
        }
    }
}
