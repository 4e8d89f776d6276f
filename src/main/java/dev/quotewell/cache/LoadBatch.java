package dev.quotewell.cache;

import dev.quotewell.cache.Loader.Wanted;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The loads of one look-up. Its flights ask for their leases at once; when each of them knows whether it loads, those
 * that do are loaded together, in batches of the loader's size. Safe for many threads.
 */
final class LoadBatch {

    private record Seat(Wanted wanted, CompletableFuture<LoadOutcome> outcome) {}

    private final Loader loader;
    private final List<Seat> seats = new ArrayList<>();
    private int undecided;

    /** @param flights how many are going to {@link #board} or to {@link #leave} */
    LoadBatch(Loader loader, int flights) {
        this.loader = loader;
        this.undecided = flights;
    }

    CompletableFuture<LoadOutcome> board(Wanted wanted) {
        CompletableFuture<LoadOutcome> outcome = new CompletableFuture<>();
        decided(new Seat(wanted, outcome));
        return outcome;
    }

    /** This flight loads nothing, or later. */
    void leave() {
        decided(null);
    }

    private void decided(@Nullable Seat seat) {
        List<Seat> ready;
        synchronized (this) {
            if (seat != null) {
                seats.add(seat);
            }
            undecided--;
            boolean full = seats.size() == loader.batchSize();
            if (!full && undecided > 0) {
                return;
            }
            ready = List.copyOf(seats);
            seats.clear();
        }
        if (!ready.isEmpty()) {
            load(loader, ready);
        }
    }

    private static void load(Loader loader, List<Seat> seats) {
        CompletableFuture<List<LoadOutcome>> loading;
        try {
            loading = loader.load(seats.stream().map(Seat::wanted).toList()).toCompletableFuture();
        } catch (RuntimeException e) {
            loading = CompletableFuture.failedFuture(e);
        }
        loading.whenComplete((outcomes, failure) -> {
            for (int i = 0; i < seats.size(); i++) {
                if (failure == null) {
                    seats.get(i).outcome().complete(outcomes.get(i));
                } else {
                    seats.get(i).outcome().completeExceptionally(failure);
                }
            }
        });
    }
}
