package dev.quotewell.routetest;

import java.util.List;

/** The system under test: begins anew with each test. For one thread. */
public interface Bench {

    /** Names of the test that nothing here has, each with its place and what is allowed; to be told before it is played. */
    List<String> faults(TestCase test);

    /**
     * Forgets the test before, and arranges what this one begins with.
     *
     * @throws BenchException it cannot be arranged; the message tells why
     */
    void begin(TestCase test);

    /**
     * Does a step, waits until all that it set going has ended, and tells what came of the test so far.
     *
     * @throws BenchException it cannot be done, or does not come to an end
     */
    Seen act(Step step);
}
