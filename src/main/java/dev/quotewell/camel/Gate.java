package dev.quotewell.camel;

import dev.quotewell.access.ApiKeys;
import dev.quotewell.access.ClientAddress;
import dev.quotewell.access.ClientLimits;
import dev.quotewell.access.Role;
import dev.quotewell.access.Verdict;
import dev.quotewell.message.Problem;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets requests in by their keys, and not too many of one client. Headers that a proxy adds about its client are not
 * believed: anybody can send them. Safe for many threads.
 */
public final class Gate {

    private static final String CHALLENGE = "Bearer realm=\"quotewell\"";

    private static final String API_KEY = "X-API-Key";

    private final @Nullable Supplier<ApiKeys> keys;
    private final @Nullable ClientLimits limits;

    /**
     * @param keys those that are known at present; null when none is asked for
     * @param limits null when a client may ask as often as it likes
     */
    public Gate(@Nullable Supplier<ApiKeys> keys, @Nullable ClientLimits limits) {
        this.keys = keys;
        this.limits = limits;
    }

    /** Lets everybody in. */
    public static Gate open() {
        return new Gate(null, null);
    }

    boolean asksForKeys() {
        return keys != null;
    }

    /**
     * Whether the request may go on; when not, it has been answered.
     *
     * @param needed null where any key will do
     */
    boolean admits(HttpServerRequest request, @Nullable Role needed) {
        if (keys == null && isOfAnotherSite(request)) {
            HttpReply.problem(request, HttpProblems.ANOTHER_SITE);
            return false;
        }
        if (keys == null && limits == null) {
            return true;
        }
        Verdict verdict = keys == null ? new Verdict.Allowed("") : judge(keys.get(), request.headers(), needed);
        if (keys != null) {
            // What one caller may see must not come out of a cache for another.
            request.response().putHeader("Vary", "Authorization, X-API-Key");
        }
        if (!isGranted(request, client(request, verdict))) {
            return false;
        }
        if (verdict instanceof Verdict.Unauthenticated none) {
            challenge(request, none.tried() ? ", error=\"invalid_token\"" : "");
            HttpReply.problem(request, Problem.of(Problem.Type.UNAUTHENTICATED, none.why()));
            return false;
        }
        if (verdict instanceof Verdict.Forbidden forbidden) {
            String role = forbidden.needed().code();
            challenge(request, ", error=\"insufficient_scope\", scope=\"" + role + "\"");
            HttpReply.problem(
                    request,
                    Problem.of(
                            Problem.Type.FORBIDDEN,
                            "The key " + forbidden.client() + " has not the role " + role + ", which this takes"));
            return false;
        }
        return true;
    }

    /**
     * Whether a page of another site, open in a browser of this machine, wants something done. Browsers always say so
     * (RFC 6454 section 7); what it merely looks at it is not shown, as no answer allows that.
     */
    private static boolean isOfAnotherSite(HttpServerRequest request) {
        if (request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD)) {
            return false;
        }
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        String host = request.getHeader(HttpHeaders.HOST);
        return origin != null && !origin.equals("http://" + host) && !origin.equals("https://" + host);
    }

    private static Verdict judge(ApiKeys keys, MultiMap headers, @Nullable Role needed) {
        List<String> authorizations = headers.getAll(HttpHeaders.AUTHORIZATION);
        List<String> apiKeys = headers.getAll(API_KEY);
        if (authorizations.size() > 1 || apiKeys.size() > 1) {
            // Who stands before us may have looked at the other one.
            return new Verdict.Unauthenticated(true, "Found several headers with a key, allowed is one");
        }
        return keys.judge(
                authorizations.isEmpty() ? null : authorizations.get(0),
                apiKeys.isEmpty() ? null : apiKeys.get(0),
                needed);
    }

    /** RFC 6750 section 3. */
    private static void challenge(HttpServerRequest request, String why) {
        request.response().putHeader("WWW-Authenticate", CHALLENGE + why);
    }

    /** A key's name has no colon and no dot, so it is no address. */
    private static String client(HttpServerRequest request, Verdict verdict) {
        String name = verdict instanceof Verdict.Allowed allowed
                ? allowed.client()
                : verdict instanceof Verdict.Forbidden forbidden ? forbidden.client() : "";
        return name.isEmpty() ? ClientAddress.of(request.remoteAddress().hostAddress()) : name;
    }

    private boolean isGranted(HttpServerRequest request, String client) {
        if (limits == null) {
            return true;
        }
        ClientLimits.Turn turn = limits.take(client);
        request.response().putHeader("RateLimit-Policy", limits.policy()).putHeader("RateLimit", limits.state(turn));
        if (turn.granted()) {
            return true;
        }
        HttpReply.problem(
                request,
                new Problem(
                        Problem.Type.RATE_LIMITED,
                        "The header RateLimit-Policy tells how much is allowed",
                        Duration.ofSeconds(turn.resetSeconds())));
        return false;
    }
}
