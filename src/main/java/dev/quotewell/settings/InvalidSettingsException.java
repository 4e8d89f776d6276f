package dev.quotewell.settings;

import java.util.List;

/** The settings are wrong; every fault says where, what was found and what is allowed. */
public final class InvalidSettingsException extends RuntimeException {

    private final List<String> faults;

    public InvalidSettingsException(List<String> faults) {
        super(String.join(System.lineSeparator(), faults));
        this.faults = List.copyOf(faults);
    }

    public List<String> faults() {
        return faults;
    }
}
