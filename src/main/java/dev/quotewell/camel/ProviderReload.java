package dev.quotewell.camel;

import dev.quotewell.provider.Datasets;
import dev.quotewell.provider.Providers;
import dev.quotewell.yaml.ConfigurationFaultsException;
import dev.quotewell.yaml.Folder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes over edited provider files while the application runs: all of them or, when one is wrong, none, so that what
 * runs goes on as it was. A call that is under way ends by the file it began with. A new file gets its routes at once;
 * it is asked once a dataset's order names it. For one thread at a time.
 */
public final class ProviderReload {

    private static final Logger log = LoggerFactory.getLogger(ProviderReload.class);

    private final Path folder;
    private final Datasets datasets;
    private final ProviderCalls calls;
    private final CamelContext camel;
    private Map<Path, String> seen;

    public ProviderReload(Path folder, Datasets datasets, ProviderCalls calls, CamelContext camel) {
        this.folder = folder;
        this.datasets = datasets;
        this.calls = calls;
        this.camel = camel;
        this.seen = versions();
    }

    /** Looks whether files have changed since the last look, and takes them over if they are sound. */
    public void look() {
        Map<Path, String> now = versions();
        if (now.equals(seen)) {
            return;
        }
        seen = now;
        try {
            Providers providers = Providers.read(folder, datasets);
            ProviderRoutes added = new ProviderRoutes(providers, calls.providers());
            camel.addRoutes(added);
            added.addTemplatedRoutesToCamelContext(camel);
            calls.use(providers);
            log.info("The provider files in {} were read anew", folder);
        } catch (ConfigurationFaultsException e) {
            log.error("The provider files in {} stay as they were:\n{}", folder, e.getMessage());
        } catch (Exception e) {
            log.error("The provider files in {} stay as they were: {}", folder, e.toString());
        }
    }

    /** When each file was changed, and how long it is; a folder that cannot be read has none. */
    private Map<Path, String> versions() {
        Map<Path, String> versions = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(file -> !Folder.isTest(file)).toList()) {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                versions.put(file, attributes.lastModifiedTime() + " " + attributes.size());
            }
        } catch (IOException beingChanged) {
            log.debug("{} cannot be read at this moment", folder, beingChanged);
        }
        return versions;
    }
}
