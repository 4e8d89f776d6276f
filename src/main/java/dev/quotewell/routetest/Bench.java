package dev.quotewell.routetest;

/** The system under test: begins anew with each test. For one thread. */
public interface Bench {

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
