package dev.quotewell;

import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Ends what a test has begun, the latest first: all of it, also when one part does not end as it should. */
final class Endings implements AfterEachCallback {

    private final Deque<AutoCloseable> begun = new ArrayDeque<>();

    <T extends AutoCloseable> T add(T part) {
        begun.push(part);
        return part;
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        Exception failed = null;
        while (!begun.isEmpty()) {
            try {
                begun.pop().close();
            } catch (Exception e) {
                if (failed != null) {
                    e.addSuppressed(failed);
                }
                failed = e;
            }
        }
        if (failed != null) {
            throw failed;
        }
    }
}
