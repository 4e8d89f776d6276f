package dev.quotewell.cache;

/** What hears of changes in the store, by anyone. Called on threads of the store's client: must be quick. */
public interface ChangeListener {

    /** The entry of this key was written or removed, or it expired. */
    void changed(CacheKey key);

    /** All entries may have changed. */
    void allChanged();

    /** From now on every change is heard. */
    void connected();

    /** Changes may be missed until {@link #connected()} is called again. */
    void lost();
}
