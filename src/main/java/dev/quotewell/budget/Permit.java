package dev.quotewell.budget;

import dev.quotewell.provider.ApiBudget;

/** A call that may be made now and was counted; to be handed to {@link Budgets#finished} when it has ended. */
public record Permit(String provider, ApiBudget budget, String key, String id) {}
