package dev.quotewell.access;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a key may be used for. No role holds another: a key that is to do two things has two roles. */
public enum Role {
    /** Asks for records, and for metrics and health. */
    READ,
    /** Sends requests, and asks how far they have come: their payloads are the sender's. */
    REQUEST,
    /** Sees and changes the running system: providers, streams, dead letters, outbox, entries. */
    OPERATE;

    /** What operators look at; to change anything takes this role anyway. */
    private static final List<String> OPERATORS = List.of(
            "/v1/dlq", "/v1/outbox", "/v1/streams", "/v1/providers", "/v1/entries", "/v1/reload", "/v1/status");

    /** As it stands in a file of keys. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Role> find(String code) {
        return Arrays.stream(values()).filter(role -> role.code().equals(code)).findFirst();
    }

    /**
     * Which role a request needs.
     *
     * @param method such as {@code GET}, in upper case
     * @param route the path of the route that is to answer, such as {@code /v1/dlq/{id}}: never the path that the caller
     *     wrote, so that no way of writing one leads past this rule
     */
    public static Role needed(String method, String route) {
        if (isUnder(route, "/v1/requests")) {
            return REQUEST;
        }
        boolean looks = method.equals("GET") || method.equals("HEAD");
        return looks && OPERATORS.stream().noneMatch(own -> isUnder(route, own)) ? READ : OPERATE;
    }

    private static boolean isUnder(String route, String path) {
        return route.equals(path) || route.startsWith(path + "/");
    }
}
