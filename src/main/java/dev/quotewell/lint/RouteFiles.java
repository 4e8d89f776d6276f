package dev.quotewell.lint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The files that a run reads routes from: {@code *.camel.yaml} in the folder and in its {@code templates}. */
public final class RouteFiles {

    static final String SUFFIX = ".camel.yaml";

    private RouteFiles() {}

    /** Sorted; a YAML file of another name is a fault, since nobody would read it. */
    public static List<Path> find(Path folder, List<Fault> faults) {
        List<Path> files = new ArrayList<>(in(folder, faults));
        if (Files.isDirectory(folder.resolve("templates"))) {
            files.addAll(in(folder.resolve("templates"), faults));
        }
        return files;
    }

    private static List<Path> in(Path folder, List<Fault> faults) {
        try (Stream<Path> all = Files.list(folder)) {
            List<Path> yaml = all.filter(Files::isRegularFile)
                    .filter(file -> file.toString().matches(".*\\.ya?ml"))
                    .filter(file -> !file.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
            for (Path file : yaml) {
                if (!isRoute(file) && !file.toString().endsWith(".test.yaml")) {
                    faults.add(new Fault(
                            new Place(file.toString(), 1, 1),
                            "found a name that no route is read from, allowed is name" + SUFFIX));
                }
            }
            return yaml.stream().filter(RouteFiles::isRoute).toList();
        } catch (IOException unreadable) {
            faults.add(new Fault(
                    new Place(folder.toString(), 1, 1), "found no readable folder, allowed is one of *" + SUFFIX));
            return List.of();
        }
    }

    static boolean isRoute(Path file) {
        return file.toString().endsWith(SUFFIX);
    }
}
