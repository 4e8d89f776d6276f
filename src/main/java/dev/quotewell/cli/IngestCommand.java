package dev.quotewell.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code quotewell ingest}: runs the job of a schedule by hand. */
@Command(
        name = "ingest",
        description = "Has a running Quotewell load all keys of config/watchlists/WATCHLIST.yaml, and waits for it.",
        footer = {
            "",
            "The keys go as requests of priority scheduled, 20 a request. What is fresh",
            "in the cache costs no call. A run that was interrupted goes on where it was",
            "when started again within 20 hours and with the same watchlist.",
            "",
            "Examples:",
            "  quotewell ingest us-shares --once",
            "  quotewell ingest us-shares --once --json --timeout 30m",
            "  quotewell ingest us-shares --once --fresh     forgets an interrupted run",
            "",
            "Exit codes: 0 every key has a record, or is known to have none; 1 some",
            "failed, or no Quotewell runs; 2 wrong use"
        })
public final class IngestCommand extends WatchlistCommand {

    @Option(names = "--once", description = "Runs the job now, once. Must be given: schedules run in routes/.")
    private boolean once;

    @Override
    public Integer call() throws InterruptedException {
        if (!once) {
            throw wrongUse("Missing --once: this command runs a job one time; schedules run in routes/, such as"
                    + " routes/schedule-us-shares.camel.yaml");
        }
        return super.call();
    }
}
