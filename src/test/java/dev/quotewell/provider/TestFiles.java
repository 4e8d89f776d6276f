package dev.quotewell.provider;

import dev.quotewell.yaml.ConfigurationFaultsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Provider and dataset files made by a test, in a folder of their own. */
final class TestFiles {

    private TestFiles() {}

    /** The provider of one file's text, which must be without faults. */
    static Provider provider(String yaml) {
        return Providers.read(folder("test.yaml", yaml), Samples.DATASETS)
                .all()
                .iterator()
                .next();
    }

    /** The faults of one provider file, {@code test.yaml}, with the folder cut off. */
    static List<String> providerFaults(String yaml) {
        Path folder = folder("test.yaml", yaml);
        return faults(folder, () -> Providers.read(folder, Samples.DATASETS));
    }

    static List<String> datasetFaults(String json) {
        Path folder = folder("test.schema.json", json);
        return faults(folder, () -> Datasets.read(folder));
    }

    static List<String> faults(Path folder, Runnable reading) {
        try {
            reading.run();
            return List.of();
        } catch (ConfigurationFaultsException refused) {
            return refused.faults().stream()
                    .map(fault -> fault.replace(folder + "/", ""))
                    .toList();
        }
    }

    static Path folder(String name, String text) {
        try {
            Path folder = Files.createTempDirectory("quotewell-provider");
            Path file = Files.writeString(folder.resolve(name), text);
            // In the opposite order.
            folder.toFile().deleteOnExit();
            file.toFile().deleteOnExit();
            return folder;
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }
}
