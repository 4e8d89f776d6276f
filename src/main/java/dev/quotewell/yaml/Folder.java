package dev.quotewell.yaml;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files of a configuration folder. */
public final class Folder {

    /** What the names of tests end in, which lie beside what they test. */
    public static final String TEST = ".test.yaml";

    private Folder() {}

    /** Sorted by name; hidden files, tests and what is no YAML or JSON are passed over; other files that are not
     * named as they must are a fault. */
    public static List<Path> files(Path folder, String suffix, List<String> faults) {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> visible = files.filter(file -> !isHidden(file) && !isTest(file))
                    .sorted()
                    .toList();
            for (Path file : visible) {
                boolean taken = file.toString().matches(".*\\.(ya?ml|json)");
                if (taken && !isNamed(file, suffix)) {
                    faults.add(file + ":1: found a name that is not used, allowed is lower-case-words" + suffix);
                }
            }
            return visible.stream().filter(file -> isNamed(file, suffix)).toList();
        } catch (IOException fault) {
            faults.add(folder + ":1: found no readable folder, allowed is a folder of *" + suffix + " files");
            return List.of();
        }
    }

    private static boolean isHidden(Path file) {
        return file.getFileName().toString().startsWith(".");
    }

    public static boolean isTest(Path file) {
        return file.getFileName().toString().endsWith(TEST);
    }

    private static boolean isNamed(Path file, String suffix) {
        String name = file.getFileName().toString();
        return name.endsWith(suffix)
                && name.substring(0, name.length() - suffix.length()).matches("[a-z][a-z0-9-]*");
    }
}
