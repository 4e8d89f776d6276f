package dev.quotewell.cached;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.quotewell.cache.CachePolicy;
import dev.quotewell.json.Json;
import dev.quotewell.json.Payload;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A method with the annotation: how long its results are kept, and how they are written. Safe for many threads. */
final class CachedMethod {

    private static final Pattern DATASET = Pattern.compile("[a-zA-Z][a-zA-Z0-9-]{0,59}");

    private static final ObjectMapper JSON = Json.mapper()
            .copy()
            .registerModule(new JavaTimeModule())
            .registerModule(new Jdk8Module())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);

    private final Method method;
    private final Cached cached;
    private final boolean optional;
    private final JavaType result;

    private CachedMethod(Method method, Cached cached) {
        this.method = method;
        this.cached = cached;
        this.optional = method.getReturnType() == Optional.class;
        this.result =
                JSON.constructType(optional ? inside(method.getGenericReturnType()) : method.getGenericReturnType());
    }

    private static Type inside(Type optional) {
        return optional instanceof ParameterizedType one ? one.getActualTypeArguments()[0] : Object.class;
    }

    /** @throws IllegalArgumentException the annotation does not fit; it tells all faults */
    static CachedMethod of(Method method, Cached cached) {
        List<String> faults = new ArrayList<>();
        if (!DATASET.matcher(cached.dataset()).matches()) {
            faults.add("dataset is '" + cached.dataset()
                    + "', must begin with a letter and hold letters, digits and dashes, at most 60");
        }
        requireAtLeast("expiration", cached.expiration(), 1, faults);
        requireAtLeast("timeout", cached.timeout(), 1, faults);
        requireAtLeast("staleWhileRevalidate", cached.staleWhileRevalidate(), 0, faults);
        requireAtLeast("staleIfError", cached.staleIfError(), 0, faults);
        requireAtLeast("negativeTtl", cached.negativeTtl(), 0, faults);
        if (method.getReturnType() == void.class || method.getReturnType() == Void.class) {
            faults.add("it has no result to be kept");
        }
        for (Class<?> type : method.getParameterTypes()) {
            if (!CallKey.allows(type)) {
                faults.add("it has an argument of type " + type.getSimpleName()
                        + ", allowed are text, numbers, booleans, enums, java.time values and UUID");
            }
        }
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException("@Cached on " + name(method) + ": " + String.join("; ", faults));
        }
        return new CachedMethod(method, cached);
    }

    private static void requireAtLeast(String name, int found, int least, List<String> faults) {
        if (found < least) {
            faults.add(name + " is " + found + ", must be at least " + least);
        }
    }

    private static String name(Method method) {
        return method.getDeclaringClass().getSimpleName() + "." + method.getName();
    }

    String dataset() {
        return cached.dataset();
    }

    /** With its types: what else is kept in the same place would be read as something else. */
    String signature() {
        return method.toGenericString();
    }

    CachePolicy policy() {
        return CachePolicy.builder()
                .ttl(Duration.ofSeconds(cached.expiration()))
                .staleWhileRevalidate(Duration.ofSeconds(cached.staleWhileRevalidate()))
                .staleIfError(Duration.ofSeconds(cached.staleIfError()))
                .negativeTtl(Duration.ofSeconds(cached.negativeTtl()))
                .hardTimeout(Duration.ofSeconds(cached.timeout()))
                // What a method throws goes to those who wait for this call, and is told to nobody else.
                .failureBackoff(Duration.ZERO)
                .failureBackoffMax(Duration.ZERO)
                .largestEntryBytes(Integer.MAX_VALUE)
                .build();
    }

    int timeoutSeconds() {
        return cached.timeout();
    }

    /** Empty for {@code null}, and for an empty Optional. */
    Optional<Payload> write(@Nullable Object returned) {
        Object value = optional && returned != null ? ((Optional<?>) returned).orElse(null) : returned;
        if (value == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(Payload.wrap(JSON.writerFor(result).writeValueAsBytes(value)));
        } catch (JsonProcessingException e) {
            throw new CachedCallException("The result of " + this + " cannot be kept as JSON", e);
        }
    }

    /** @throws IOException this is no result of the method as it is now */
    Object read(Payload kept) throws IOException {
        Object value = JSON.readerFor(result).readValue(kept.array());
        return optional ? Optional.of(value) : value;
    }

    @Nullable
    Object nothing() {
        return optional ? Optional.empty() : null;
    }

    @Override
    public String toString() {
        return name(method);
    }
}
