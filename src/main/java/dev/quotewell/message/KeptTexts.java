package dev.quotewell.message;

import dev.quotewell.json.Payload;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The texts that {@link Commit}s have put under a name. Safe for many threads. */
public interface KeptTexts {

    /** @return the text, if there is one; fails with {@link StreamsUnavailableException} */
    CompletionStage<Optional<Payload>> find(String name);

    /** Whether a crash may leave the later steps of a commit undone, since its names lie on several servers. */
    boolean mayBeHalf();
}
