package org.cwm.engine;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;

/**
 * Working memory lent to whichever thread needs it. As many tiles as ever were in use at once are kept, up to a few for
 * each processor; nothing is tied to a thread, so any number of short-lived or virtual threads may come and go.
 *
 * @param <T> what is lent
 */
public final class TilePool<T> {

    /** Slots this far apart don't share a cache line. */
    private static final int SPACING = 16;

    private static final int SLOTS =
            Integer.highestOneBit(4 * Math.max(1, Runtime.getRuntime().availableProcessors()));

    private final AtomicReferenceArray<T> slots = new AtomicReferenceArray<>(SLOTS * SPACING);
    private final Supplier<T> maker;

    /**
     * An empty pool.
     *
     * @param maker makes a tile when none is free
     */
    public TilePool(Supplier<T> maker) {
        this.maker = maker;
    }

    /**
     * Lends a tile.
     *
     * @return a tile that nobody else uses until it is given back
     */
    public T take() {
        int home = home();
        for (int i = 0; i < SLOTS; i++) {
            int slot = ((home + i) & (SLOTS - 1)) * SPACING;
            if (slots.getPlain(slot) != null) {
                T tile = slots.getAndSet(slot, null);
                if (tile != null) {
                    return tile;
                }
            }
        }
        return maker.get();
    }

    /**
     * Takes a tile back; if all slots are full it is left to the garbage collector.
     *
     * @param tile not to be used by the caller any more
     */
    public void give(T tile) {
        int home = home();
        for (int i = 0; i < SLOTS; i++) {
            int slot = ((home + i) & (SLOTS - 1)) * SPACING;
            if (slots.getPlain(slot) == null && slots.compareAndSet(slot, null, tile)) {
                return;
            }
        }
    }

    /** A thread begins to look where it is likely to find what it gave back. */
    private static int home() {
        return System.identityHashCode(Thread.currentThread()) & (SLOTS - 1);
    }
}
