package dev.quotewell.budget;

import dev.quotewell.budget.BudgetStore.Answer;
import dev.quotewell.budget.Decision.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An instance's own count of one provider's calls, for the time in which the shared one cannot be reached. It begins
 * with the last shared count that was seen, as if all of it had been spent at that moment, and takes at most half of
 * each window for itself, since it cannot see the others. What it spent is owed to the shared count. Thread-safe.
 */
final class LocalCount {

    /** Of a key: more calls than these are remembered pairwise, at the moment of the later one. */
    private static final int MOST_REMEMBERED = 1000;

    private static final Duration ASK_AGAIN = Duration.ofSeconds(5);

    /** What is to be counted for all. */
    record Owed(String key, List<Spent> spent, KeyCount.@Nullable Closed closed) {

        Owed {
            spent = List.copyOf(spent);
        }
    }

    private record Share(long amount, Instant at) {}

    private record Release(Instant at, long amount) {}

    private static final class Key {
        final Map<String, Share> shared = new HashMap<>();
        List<Spent> spent = new ArrayList<>();
        final Map<String, Instant> underWay = new HashMap<>();
        KeyCount.@Nullable Closed closed;
        boolean closedHere;
    }

    private final Map<String, Key> keys = new HashMap<>();

    /** What the shared count said. */
    synchronized void saw(Account account, Collection<KeyCount> counts) {
        for (KeyCount count : counts) {
            Key key = key(count.key());
            if (!key.closedHere) {
                key.closed = count.closed();
            }
            for (int i = 0; i < account.charges().size(); i++) {
                key.shared.put(
                        account.charges().get(i).window(),
                        new Share(count.windows().get(i).used(), account.now()));
            }
        }
    }

    synchronized Answer take(Account account, Cost cost, String permit) {
        Instant now = account.now();
        int best = -1;
        double least = Double.MAX_VALUE;
        Instant again = null;
        Reason reason = Reason.WINDOW;
        String detail = "";
        for (int i = 0; i < account.keys().size(); i++) {
            Key key = key(account.keys().get(i));
            forget(key, account);
            Refusal refusal = refusal(key, account, cost);
            if (refusal == null) {
                double load = load(key, account);
                if (load < least) {
                    least = load;
                    best = i;
                }
            } else if (again == null || refusal.until.isBefore(again)) {
                again = refusal.until;
                reason = refusal.reason;
                detail = refusal.detail;
            }
        }
        if (best >= 0) {
            Key key = key(account.keys().get(best));
            key.spent.add(new Spent(now, cost));
            key.underWay.put(permit, now.plus(BudgetStore.LEASE));
            return new Answer(OptionalInt.of(best), Duration.ZERO, reason, "", counts(account));
        }
        Duration wait = again == null || !again.isAfter(now) ? ASK_AGAIN : Duration.between(now, again);
        return new Answer(OptionalInt.empty(), wait, reason, detail, counts(account));
    }

    private record Refusal(Instant until, Reason reason, String detail) {}

    private static @Nullable Refusal refusal(Key key, Account account, Cost cost) {
        Instant now = account.now();
        KeyCount.Closed closed = key.closed;
        if (closed != null) {
            return new Refusal(closed.until(), Reason.CLOSED, closed.why());
        }
        if (account.concurrency() > 0 && key.underWay.size() >= Math.max(1, account.concurrency() / 2)) {
            return new Refusal(now.plusSeconds(1), Reason.CONCURRENCY, "");
        }
        Refusal latest = null;
        for (Charge charge : account.charges()) {
            List<Release> own = own(key, charge, now);
            List<Release> all = new ArrayList<>(own);
            all.addAll(shared(key, charge, now));
            long price = charge.of(cost);
            Instant until = later(
                    freeAt(own, sum(own) + price - charge.half(), now),
                    freeAt(all, sum(all) + price - charge.usable(), now));
            if (until != null && (latest == null || until.isAfter(latest.until))) {
                latest = new Refusal(until, Reason.WINDOW, charge.window());
            }
        }
        return latest;
    }

    private static List<Release> own(Key key, Charge charge, Instant now) {
        return key.spent.stream()
                .filter(each -> charge.span().counts(each.at(), now))
                .map(each -> new Release(charge.span().leaves(each.at()), charge.of(each.cost())))
                .toList();
    }

    private static List<Release> shared(Key key, Charge charge, Instant now) {
        Share share = key.shared.get(charge.window());
        return share != null && share.amount > 0 && charge.span().counts(share.at, now)
                ? List.of(new Release(charge.span().leaves(share.at), share.amount))
                : List.of();
    }

    private static long sum(List<Release> releases) {
        return releases.stream().mapToLong(Release::amount).sum();
    }

    /** When so much has left; null when nothing needs to. */
    private static @Nullable Instant freeAt(List<Release> releases, long needed, Instant now) {
        if (needed <= 0) {
            return null;
        }
        long left = needed;
        for (Release release :
                releases.stream().sorted(Comparator.comparing(Release::at)).toList()) {
            left -= release.amount;
            if (left <= 0) {
                return release.at;
            }
        }
        return now.plus(ASK_AGAIN);
    }

    private static @Nullable Instant later(@Nullable Instant one, @Nullable Instant other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.isAfter(other) ? one : other;
    }

    private static double load(Key key, Account account) {
        double load = account.concurrency() == 0 ? 0 : (double) key.underWay.size() / account.concurrency();
        for (Charge charge : account.charges()) {
            load = Math.max(load, (double) used(key, charge, account.now()) / charge.limit());
        }
        return load;
    }

    private static long used(Key key, Charge charge, Instant now) {
        return sum(own(key, charge, now)) + sum(shared(key, charge, now));
    }

    private void forget(Key key, Account account) {
        Instant now = account.now();
        key.spent.removeIf(each ->
                account.charges().stream().noneMatch(charge -> charge.span().counts(each.at(), now)));
        key.underWay.values().removeIf(until -> !until.isAfter(now));
        KeyCount.Closed closed = key.closed;
        if (closed != null && !closed.until().isAfter(now)) {
            key.closed = null;
            key.closedHere = false;
        }
        if (key.spent.size() > MOST_REMEMBERED) {
            List<Spent> fewer = new ArrayList<>();
            for (int i = 0; i + 1 < key.spent.size(); i += 2) {
                Cost one = key.spent.get(i).cost();
                Cost next = key.spent.get(i + 1).cost();
                fewer.add(new Spent(
                        key.spent.get(i + 1).at(),
                        new Cost(one.calls() + next.calls(), one.symbols() + next.symbols())));
            }
            if (key.spent.size() % 2 == 1) {
                fewer.add(key.spent.get(key.spent.size() - 1));
            }
            key.spent = fewer;
        }
    }

    private List<KeyCount> counts(Account account) {
        return account.keys().stream()
                .map(id -> {
                    Key key = key(id);
                    List<KeyCount.Window> windows = account.charges().stream()
                            .map(charge -> new KeyCount.Window(used(key, charge, account.now()), null))
                            .toList();
                    return new KeyCount(id, key.underWay.size(), key.closed, windows);
                })
                .toList();
    }

    /** A call has ended that was granted here, or elsewhere: then only the closing matters. */
    synchronized void finished(String keyId, String permit, @Nullable Closing closing, Instant now) {
        Key key = key(keyId);
        key.underWay.remove(permit);
        if (closing == null) {
            return;
        }
        Instant until = closing instanceof Closing.Until known
                ? known.end()
                : now.plus(((Closing.UntilOldestLeaves) closing).atLeast());
        if (key.closed == null || key.closed.until().isBefore(until)) {
            key.closed = new KeyCount.Closed(until, closing.why());
        }
        key.closedHere = true;
    }

    /** The store has it. */
    synchronized void shared(String keyId) {
        key(keyId).closedHere = false;
    }

    synchronized boolean owes() {
        return keys.values().stream().anyMatch(key -> !key.spent.isEmpty() || key.closedHere);
    }

    synchronized List<Owed> owed() {
        List<Owed> owed = new ArrayList<>();
        keys.forEach((id, key) -> {
            if (!key.spent.isEmpty() || key.closedHere) {
                owed.add(new Owed(id, key.spent, key.closedHere ? key.closed : null));
            }
        });
        return owed;
    }

    /** The shared count has it now; what was spent since stays owed. */
    synchronized void paid(Owed owed) {
        Set<Spent> paid = Collections.newSetFromMap(new IdentityHashMap<>());
        paid.addAll(owed.spent);
        Key key = key(owed.key);
        key.spent.removeIf(paid::contains);
        if (owed.closed != null && owed.closed.equals(key.closed)) {
            key.closedHere = false;
        }
    }

    private Key key(String id) {
        return keys.computeIfAbsent(id, any -> new Key());
    }
}
