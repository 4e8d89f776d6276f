package dev.quotewell.camel;

import dev.quotewell.budget.Decision;
import dev.quotewell.budget.Permit;
import dev.quotewell.provider.DatasetKey;
import dev.quotewell.provider.FailureClass;
import dev.quotewell.provider.Provider;
import dev.quotewell.provider.ProviderFailedException;
import dev.quotewell.provider.ProviderRequest;
import dev.quotewell.provider.ProviderResponse;
import dev.quotewell.provider.Validators;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One provider's turn in a load: the keys it has still to be asked for, the call that is under way, and its pages so
 * far. For one thread at a time.
 */
final class Turn {

    private final Provider provider;
    private final Loading loading;
    private final List<DatasetKey> left;
    private final Validators validators;
    private final boolean ofOneCall;
    private final int cost;
    private final List<ProviderResponse> pages = new ArrayList<>();
    private List<DatasetKey> keys = List.of();
    private @Nullable ProviderRequest request;
    private @Nullable Permit permit;
    private boolean onTheWay;
    private long askedAtNanos;
    private int secret;
    private @Nullable ProviderFailedException failure;

    /** @param validators of the entry to be refreshed, where one key is loaded */
    Turn(Provider provider, Loading loading, List<DatasetKey> keys, Validators validators) {
        this.provider = provider;
        this.loading = loading;
        this.left = new ArrayList<>(keys);
        this.validators = keys.size() == 1 ? validators : Validators.NONE;
        this.ofOneCall = keys.size() == 1;
        this.cost =
                keys.isEmpty() || !provider.datasets().contains(keys.get(0).dataset()) ? 1 : provider.cost(keys.get(0));
    }

    Provider provider() {
        return provider;
    }

    Loading loading() {
        return loading;
    }

    Validators validators() {
        return validators;
    }

    boolean hasMore() {
        return !left.isEmpty();
    }

    /** How many calls the provider counts one of these as. */
    int cost() {
        return cost;
    }

    /** Whether it has made a call already. */
    boolean isOnTheWay() {
        return onTheWay;
    }

    /** The keys of the next call, at most so many. */
    List<DatasetKey> take(int most) {
        List<DatasetKey> whole = provider.together(left);
        List<DatasetKey> together = List.copyOf(whole.subList(0, Math.min(most, whole.size())));
        left.removeAll(together);
        return together;
    }

    ProviderRequest begin(List<DatasetKey> asked, ProviderRequest first, Decision.Granted granted) {
        keys = asked;
        secret = granted.key();
        pages.clear();
        return goOn(first, granted.permit());
    }

    /** The one of the provider's secrets that the call under way is made with. */
    List<String> secret(List<String> secrets) {
        return secrets.isEmpty() ? List.of() : List.of(secrets.get(secret));
    }

    ProviderRequest goOn(ProviderRequest next, Permit granted) {
        request = next;
        permit = granted;
        onTheWay = true;
        askedAtNanos = System.nanoTime();
        return next;
    }

    /** The permit of the call that has just ended; null when that was told before. */
    @Nullable
    Permit endCall() {
        Permit ended = permit;
        permit = null;
        return ended;
    }

    /** For how long the call has been under way. */
    Duration sinceAsked() {
        return Duration.ofNanos(System.nanoTime() - askedAtNanos);
    }

    /** Of the call that is under way. */
    List<DatasetKey> keys() {
        return keys;
    }

    ProviderRequest request() {
        if (request == null) {
            throw new IllegalStateException("No call is under way");
        }
        return request;
    }

    void add(ProviderResponse page) {
        pages.add(page);
    }

    List<ProviderResponse> pages() {
        return List.copyOf(pages);
    }

    /** Whether the reply's validators stand for the record: one key, and one page. */
    boolean isOfOneCall() {
        return ofOneCall && pages.size() == 1;
    }

    void failed(ProviderFailedException last) {
        failure = last;
    }

    /** What the turn fails with when keys are left; {@code notAsked} says why the last of them was not asked for. */
    ProviderFailedException verdict(@Nullable ProviderFailedException notAsked) {
        if (failure != null) {
            return failure;
        }
        return notAsked != null
                ? notAsked
                : new ProviderFailedException(provider.name(), FailureClass.NO_DATA, "had nothing for some keys");
    }
}
