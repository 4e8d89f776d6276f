package dev.quotewell.routefile;

import dev.quotewell.yaml.Folder;
import dev.quotewell.yaml.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** The files that a run reads routes from: {@code *.camel.yaml} in the folder and in its {@code templates}. */
public final class RouteFiles {

    private static final String SUFFIX = ".camel.yaml";

    private RouteFiles() {}

    /**
     * Sorted; a YAML file of another name is a fault, since nobody would read it.
     *
     * @param faults take a place and what is wrong there
     */
    public static List<Path> find(Path folder, BiConsumer<Place, String> faults) {
        List<Path> files = new ArrayList<>(in(folder, faults));
        if (Files.isDirectory(folder.resolve("templates"))) {
            files.addAll(in(folder.resolve("templates"), faults));
        }
        return files;
    }

    private static List<Path> in(Path folder, BiConsumer<Place, String> faults) {
        try (Stream<Path> all = Files.list(folder)) {
            List<Path> yaml = all.filter(Files::isRegularFile)
                    .filter(file -> file.toString().matches(".*\\.ya?ml"))
                    .filter(file -> !file.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
            for (Path file : yaml) {
                if (!isRoute(file) && !Folder.isTest(file)) {
                    faults.accept(
                            Place.top(file.toString()),
                            "found a name that no route is read from, allowed is name" + SUFFIX);
                }
            }
            return yaml.stream().filter(RouteFiles::isRoute).toList();
        } catch (IOException unreadable) {
            faults.accept(Place.top(folder.toString()), "found no readable folder, allowed is one of *" + SUFFIX);
            return List.of();
        }
    }

    public static boolean isRoute(Path file) {
        return file.toString().endsWith(SUFFIX);
    }
}
