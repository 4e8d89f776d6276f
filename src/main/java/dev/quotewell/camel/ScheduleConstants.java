package dev.quotewell.camel;

import org.apache.camel.spi.Metadata;

/** Headers of the {@code schedule} component. */
public final class ScheduleConstants {

    /** Also the property of an exchange that works off a message of a schedule. */
    @Metadata(label = "consumer", description = "The name of the schedule.", javaType = "String")
    public static final String NAME = "CamelScheduleName";

    @Metadata(
            label = "consumer",
            description = "The moment that the tick stands for; a tick that is run late keeps it.",
            javaType = "java.time.Instant")
    public static final String TICK = "CamelScheduleTick";

    private ScheduleConstants() {}
}
