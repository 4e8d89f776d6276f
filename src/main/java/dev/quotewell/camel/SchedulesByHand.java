package dev.quotewell.camel;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;

/** The schedules of a context, taken from their own clocks: each wakes when it is told to. For one thread. */
public final class SchedulesByHand {

    private final Map<String, ScheduleConsumer> schedules = new TreeMap<>();

    /** From here on none wakes by itself. */
    public static SchedulesByHand take(CamelContext camel) throws InterruptedException {
        SchedulesByHand taken = new SchedulesByHand();
        for (Route route : camel.getRoutes()) {
            if (route.getConsumer() instanceof ScheduleConsumer consumer) {
                consumer.sleep();
                taken.schedules.put(consumer.name(), consumer);
            }
        }
        return taken;
    }

    public Set<String> names() {
        return schedules.keySet();
    }

    /**
     * Lets a schedule look at the clock, and run the ticks that are due.
     *
     * @param since no tick up to this moment is run
     * @throws IllegalStateException a tick failed; it says why
     */
    public void wake(String name, Instant since) {
        ScheduleConsumer schedule = schedules.get(name);
        if (schedule == null) {
            throw new IllegalArgumentException("There is no schedule " + name);
        }
        schedule.wake(since);
    }
}
