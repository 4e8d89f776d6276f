package dev.quotewell.access;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What a key may be used for. No role holds another: a key that is to do two things has two roles. */
public enum Role {
    /** Asks for records, and for metrics and health. */
    READ,
    /** Sends requests, and asks how far they have come: their payloads are the sender's. */
    REQUEST,
    /** Sees and changes the running system: providers, streams, dead letters, outbox, entries. */
    OPERATE;

    /** Where records are asked for. Whatever else answers is for operators, until it is named here. */
    private static final Set<String> RECORDS = Set.of("/v1/{dataset}", "/v1/{dataset}/{key}", "/openapi.json", "/");

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
        if (route.equals("/v1/requests") || route.startsWith("/v1/requests/")) {
            return REQUEST;
        }
        boolean looks = method.equals("GET") || method.equals("HEAD");
        return looks && RECORDS.contains(route) ? READ : OPERATE;
    }
}
