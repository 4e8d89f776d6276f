package dev.quotewell.provider;

import dev.quotewell.yaml.Section;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a provider's key goes.
 *
 * @param name of the query parameter or header
 * @param prefix what stands before the key in a header, such as {@code "Token "}
 * @param secretName the environment variable that holds the key; for {@link Type#BASIC} it holds {@code user:password}
 * @param optional whether the provider also answers without a key
 */
record Authenticator(Type type, String name, String prefix, String secretName, boolean optional) {

    private static final String TYPES = "none, query, header, bearer, basic";
    private static final Authenticator NONE = new Authenticator(Type.NONE, "", "", "", true);

    enum Type {
        NONE,
        QUERY,
        HEADER,
        BEARER,
        BASIC
    }

    static Authenticator read(Section section) {
        if (section.isEmpty()) {
            return NONE;
        }
        Type type = readType(section);
        if (type == null) {
            return NONE;
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
        String prefix = type == Type.HEADER ? section.findText("prefix") : null;
        boolean optional = type == Type.NONE || section.flag("optional", false);
        section.end();
        return new Authenticator(type, name, prefix == null ? "" : prefix, secret, optional);
    }

    private static @Nullable Type readType(Section section) {
        String text = section.text("type", "one of " + TYPES);
        for (Type type : Type.values()) {
            if (type.name().toLowerCase(Locale.ROOT).equals(text)) {
                return type;
            }
        }
        if (!text.isEmpty()) {
            section.fault("type", "found " + text + " in " + section.nameOf("type") + ", allowed are " + TYPES);
        }
        return null;
    }

    /** Whether a text can be a key: no key has a blank, but a name in the header User-Agent may. */
    boolean accepts(String secret) {
        return secret.matches(
                name.equalsIgnoreCase("User-Agent") ? "[\\x21-\\x7e]+( [\\x21-\\x7e]+)*" : "[\\x21-\\x7e]+");
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
            case HEADER -> Map.of(name, prefix + secret);
            case BEARER -> Map.of("Authorization", "Bearer " + secret);
            // RFC 7617 section 2.
            case BASIC ->
                Map.of(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8)));
        };
    }
}
