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
    private static final String TEMPLATES = "templates";

    private RouteFiles() {}

    /**
     * Sorted; a YAML file of another name, or in another folder, is a fault, since nobody would read it.
     *
     * @param faults take a place and what is wrong there
     */
    public static List<Path> find(Path folder, BiConsumer<Place, String> faults) {
        List<Path> files = new ArrayList<>(in(folder, faults));
        if (Files.isDirectory(folder.resolve(TEMPLATES))) {
            files.addAll(in(folder.resolve(TEMPLATES), faults));
        }
        return files;
    }

    private static List<Path> in(Path folder, BiConsumer<Place, String> faults) {
        try (Stream<Path> all = Files.list(folder)) {
            List<Path> visible = all.filter(
                            file -> !file.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
            List<Path> routes = new ArrayList<>();
            for (Path file : visible) {
                boolean yaml = file.toString().matches(".*\\.ya?ml");
                if (yaml && !Files.isRegularFile(file)) {
                    faults.accept(
                            Place.top(file.toString()),
                            "found what is no file, or leads to none, allowed is a file of routes");
                } else if (isRoute(file)) {
                    routes.add(file);
                } else if (yaml && !Folder.isTest(file)) {
                    faults.accept(
                            Place.top(file.toString()),
                            "found a name that no route is read from, allowed is name" + SUFFIX);
                } else if (Files.isDirectory(file) && !file.endsWith(TEMPLATES) && holdsRoutes(file)) {
                    faults.accept(
                            Place.top(file.toString()),
                            "found a folder that no route is read from, allowed is " + TEMPLATES);
                }
            }
            return routes;
        } catch (IOException unreadable) {
            faults.accept(Place.top(folder.toString()), "found no readable folder, allowed is one of *" + SUFFIX);
            return List.of();
        }
    }

    private static boolean holdsRoutes(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.anyMatch(RouteFiles::isRoute);
        }
    }

    public static boolean isRoute(Path file) {
        return file.toString().endsWith(SUFFIX);
    }
}
