package dev.quotewell.yaml;

import java.util.List;

/** Files that cannot be used: every fault of every file at once, each with its place ({@code file:line: ...}). */
public final class ConfigurationFaultsException extends RuntimeException {

    private final List<String> faults;

    public ConfigurationFaultsException(List<String> faults) {
        super(String.join("\n", faults));
        this.faults = List.copyOf(faults);
    }

    public List<String> faults() {
        return faults;
    }
}
