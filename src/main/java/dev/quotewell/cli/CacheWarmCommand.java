package dev.quotewell.cli;

import picocli.CommandLine.Command;

@Command(
        name = "warm",
        description = "Has a running Quotewell cache all keys of config/watchlists/WATCHLIST.yaml, such as before a"
                + " session opens, and waits for it.",
        footer = {
            "",
            "What is fresh in the cache costs no call; the others are loaded behind the",
            "people who wait, within the budgets of the providers: priority scheduled.",
            "",
            "Examples:",
            "  quotewell cache warm us-shares",
            "  quotewell cache warm us-shares --timeout 2h --json",
            "",
            "Exit codes: 0 every key has a record, or is known to have none; 1 some",
            "failed, or no Quotewell runs; 2 wrong use"
        })
final class CacheWarmCommand extends WatchlistCommand {}
