package dev.quotewell.sample;

import java.time.Instant;

/**
 * How one provider words its answers, its errors and its refusals. The sources of the wording are recorded replies,
 * provider documentation and public clients; what could not be checked says so. Safe for many threads.
 */
interface ProviderFormat {

    /** The first part of the path under which the provider is found here. */
    String name();

    /** The answer of a provider that is well, also to what it does not know. */
    Reply answer(Call call, Instant now);

    /** "Too many calls", as this provider says it. None of them sends a Retry-After. */
    Reply refuse();

    /** A 200 that is no data. */
    Reply lie(Call call);

    /** A fault on the provider's side. */
    default Reply fail() {
        return Reply.json(500, "{\"message\":\"Internal Server Error\"}");
    }
}
