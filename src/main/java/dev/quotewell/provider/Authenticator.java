package dev.quotewell.provider;

import dev.quotewell.yaml.Section;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where a provider's key goes. {@code secretName} is the environment variable that holds it. */
record Authenticator(Type type, String name, String secretName) {

    enum Type {
        NONE,
        QUERY,
        HEADER,
        BEARER
    }

    static Authenticator read(Section section) {
        if (section.isEmpty()) {
            return new Authenticator(Type.NONE, "", "");
        }
        Type type = readType(section);
        if (type == null) {
            return new Authenticator(Type.NONE, "", "");
        }
        boolean named = type == Type.QUERY || type == Type.HEADER;
        String name = named ? section.text("name", "the name of the query parameter or header") : "";
        String secret =
                type == Type.NONE ? "" : section.text("secret", "an environment variable such as FINNHUB_API_KEY");
        if (!secret.isEmpty() && !secret.matches("[A-Z][A-Z0-9_]*")) {
            section.fault(
                    "secret",
                    "found " + section.nameOf("secret") + " that is no name of an environment variable,"
                            + " allowed is a name such as FINNHUB_API_KEY, never the key itself");
        }
        section.end();
        return new Authenticator(type, name, secret);
    }

    private static @Nullable Type readType(Section section) {
        String text = section.text("type", "one of none, query, header, bearer");
        for (Type type : Type.values()) {
            if (type.name().toLowerCase(Locale.ROOT).equals(text)) {
                return type;
            }
        }
        if (!text.isEmpty()) {
            section.fault(
                    "type",
                    "found " + text + " in " + section.nameOf("type") + ", allowed are none, query, header, bearer");
        }
        return null;
    }

    Map<String, String> query(@Nullable String secret) {
        return type == Type.QUERY && secret != null ? Map.of(name, secret) : Map.of();
    }

    Map<String, String> headers(@Nullable String secret) {
        if (secret == null) {
            return Map.of();
        }
        return switch (type) {
            case NONE, QUERY -> Map.of();
            case HEADER -> Map.of(name, secret);
            case BEARER -> Map.of("Authorization", "Bearer " + secret);
        };
    }
}
