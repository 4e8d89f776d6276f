package dev.quotewell.access;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** All keys that are known. Immutable. */
public final class ApiKeys {

    private static final int LONGEST = 256;
    private static final String SCHEME = "Bearer ";

    private final List<ApiKey> keys;

    public ApiKeys(List<ApiKey> keys) {
        this.keys = List.copyOf(keys);
    }

    /**
     * Whether a request may go on.
     *
     * @param authorization its header {@code Authorization} (RFC 6750: {@code Bearer}, a space, the key)
     * @param apiKey its header {@code X-API-Key}, the key alone
     * @param needed null where any key will do
     */
    public Verdict judge(@Nullable String authorization, @Nullable String apiKey, @Nullable Role needed) {
        if (authorization == null && apiKey == null) {
            return new Verdict.Unauthenticated(
                    false, "A key is needed: Authorization: Bearer and the key, or X-API-Key and the key");
        }
        if (authorization != null && apiKey != null) {
            return new Verdict.Unauthenticated(true, "Found both Authorization and X-API-Key, allowed is one");
        }
        String presented = apiKey == null ? token(String.valueOf(authorization)) : apiKey.strip();
        if (presented.isEmpty()) {
            return new Verdict.Unauthenticated(
                    true,
                    apiKey == null
                            ? "Found no key in Authorization, must be Bearer and the key"
                            : "Found no key in X-API-Key, must be the key alone");
        }
        Optional<ApiKey> known = presented.length() > LONGEST ? Optional.empty() : find(KeyHash.of(presented));
        if (known.isEmpty()) {
            return new Verdict.Unauthenticated(true, "The key is not known here");
        }
        ApiKey key = known.get();
        return needed == null || key.roles().contains(needed)
                ? new Verdict.Allowed(key.name())
                : new Verdict.Forbidden(key.name(), needed);
    }

    private static String token(String authorization) {
        return authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? authorization.substring(SCHEME.length()).strip()
                : "";
    }

    /** Looks at all of them always: how long it takes must not tell how far down the list one is. */
    private Optional<ApiKey> find(KeyHash hash) {
        ApiKey found = null;
        for (ApiKey key : keys) {
            if (key.hash().matches(hash)) {
                found = key;
            }
        }
        return Optional.ofNullable(found);
    }
}
