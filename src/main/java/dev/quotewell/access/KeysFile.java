package dev.quotewell.access;

import dev.quotewell.yaml.ConfigurationFaultsException;
import dev.quotewell.yaml.Section;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads the file of keys: one line a key, as {@code ./quotewell key} prints it.
 *
 * <pre>
 * grafana: { roles: [read], sha256: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 }
 * </pre>
 */
public final class KeysFile {

    private static final String ROLES =
            Arrays.stream(Role.values()).map(Role::code).collect(Collectors.joining(", "));

    /** What {@code ./quotewell key} makes: who pastes it in place of its hash must not find it in the log. */
    private static final Pattern KEY = Pattern.compile("qw_[A-Za-z0-9_-]+");

    private KeysFile() {}

    /** @throws ConfigurationFaultsException with all faults at once */
    public static ApiKeys read(Path file) {
        List<String> faults = new ArrayList<>();
        List<ApiKey> keys = new ArrayList<>();
        Map<String, String> names = new HashMap<>();
        Section.read(file, faults).ifPresent(root -> {
            for (String name : root.names()) {
                int before = faults.size();
                Section key = root.section(name);
                Set<Role> roles = roles(root, name, key);
                Optional<KeyHash> hash = hash(key);
                key.end();
                if (!name.matches(ApiKey.NAME)) {
                    root.fault(
                            name,
                            "found the name " + name + ", allowed are up to 40 lowercase letters, digits and hyphens");
                }
                if (faults.size() > before || hash.isEmpty()) {
                    continue;
                }
                String first = names.putIfAbsent(hash.get().hex(), name);
                if (first != null) {
                    root.fault(name, "found the key of " + first + " again, allowed is one name for each");
                }
                keys.add(new ApiKey(name, roles, hash.get()));
            }
            if (root.isEmpty()) {
                faults.add(file + ":1: found no key, allowed are one or more, as ./quotewell key prints them");
            }
        });
        if (!faults.isEmpty()) {
            throw new ConfigurationFaultsException(faults.stream()
                    .map(fault -> KEY.matcher(fault).replaceAll("qw_…"))
                    .toList());
        }
        return new ApiKeys(keys);
    }

    private static Set<Role> roles(Section root, String name, Section key) {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        for (String code : key.texts("roles")) {
            Role.find(code)
                    .ifPresentOrElse(
                            roles::add,
                            () -> key.fault("roles", "found " + code + " in " + name + ".roles, allowed are " + ROLES));
        }
        if (!key.has("roles") || key.texts("roles").isEmpty()) {
            root.fault(name, "found no roles in " + name + ", allowed are one or more of " + ROLES);
        }
        return roles;
    }

    private static Optional<KeyHash> hash(Section key) {
        String hex = key.text("sha256", "64 hexadecimal digits, as ./quotewell key prints them");
        try {
            return hex.isEmpty() ? Optional.empty() : Optional.of(KeyHash.parse(hex));
        } catch (IllegalArgumentException e) {
            // Not quoted: it may be the key itself, by mistake.
            key.fault(
                    "sha256",
                    "found what is no hash in " + key.nameOf("sha256")
                            + ", allowed are 64 hexadecimal digits, as ./quotewell key prints them");
            return Optional.empty();
        }
    }
}
