package dev.quotewell.access;

import java.util.Set;

/**
 * A key that is known, by the hash of it.
 *
 * @param name of whom it was given to: lowercase letters, digits and hyphens, fit for logs and metrics
 */
public record ApiKey(String name, Set<Role> roles, KeyHash hash) {

    /** At most 40 characters. */
    public static final String NAME = "[a-z][a-z0-9-]{0,39}";

    public ApiKey {
        if (!name.matches(NAME)) {
            throw new IllegalArgumentException("The name of a key must match " + NAME);
        }
        if (roles.isEmpty()) {
            throw new IllegalArgumentException("A key without a role opens nothing");
        }
        roles = Set.copyOf(roles);
    }
}
