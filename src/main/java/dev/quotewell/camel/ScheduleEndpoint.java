package dev.quotewell.camel;

import java.time.Duration;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;
import org.jspecify.annotations.Nullable;

/**
 * Run a route at the ticks of a cron, each tick once over all instances, in one step with the messages it sends.
 */
@UriEndpoint(
        firstVersion = "1.0.0",
        scheme = "schedule",
        title = "Schedule",
        syntax = "schedule:name",
        consumerOnly = true,
        category = {Category.SCHEDULING},
        headersClass = ScheduleConstants.class)
public class ScheduleEndpoint extends DefaultEndpoint {

    @UriPath(description = "The name under which all instances claim the ticks.")
    @Metadata(required = true)
    private String name;

    @UriParam(description = "When, as a Quartz cron: seconds first, such as 0 */5 * * * ?.")
    @Metadata(required = true)
    private String cron = "";

    @UriParam(defaultValue = "UTC", description = "The time zone of the cron, such as America/New_York.")
    private String timeZone = "UTC";

    @UriParam(description = "Only ticks in the regular session of this market, such as XNYS. Without it all.")
    private @Nullable String onlyInSession;

    @UriParam(
            defaultValue = "skip",
            enums = "skip,runOnce,catchUp",
            description = "What becomes of ticks that were missed, such as while all instances were stopped: nothing,"
                    + " the newest is run, or each is run, the newest 1000 at most.")
    private String missedRun = "skip";

    @UriParam(
            defaultValue = "skip",
            enums = "skip,queue",
            description = "What becomes of a tick while messages of an earlier one are waiting or in work: nothing, or"
                    + " its messages join them.")
    private String overlap = "skip";

    @UriParam(
            defaultValue = "30s",
            description = "How late a tick is on time, such as after a failure; after it, it is missed.",
            javaType = "java.time.Duration")
    private Duration grace = Duration.ofSeconds(30);

    @UriParam(
            defaultValue = "0s",
            description = "Over which time the messages of a tick become due, evenly. 0s for all at once.",
            javaType = "java.time.Duration")
    private Duration spread = Duration.ZERO;

    public ScheduleEndpoint(String uri, ScheduleComponent component, String name) {
        super(uri, component);
        this.name = name;
    }

    @Override
    public ScheduleComponent getComponent() {
        return (ScheduleComponent) super.getComponent();
    }

    @Override
    public Producer createProducer() {
        throw new UnsupportedOperationException("schedule:" + name + " is the start of a route, not a step");
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        Schedule.Fields fields =
                new Schedule.Fields(name, cron, timeZone, onlyInSession, missedRun, overlap, grace, spread);
        Schedule schedule = Schedule.of(fields, getComponent().getMarkets());
        ScheduleConsumer consumer = new ScheduleConsumer(this, processor, schedule);
        configureConsumer(consumer);
        return consumer;
    }

    public String getName() {
        return name;
    }

    public void setName(String name) {
        this.name = name;
    }

    public String getCron() {
        return cron;
    }

    public void setCron(String cron) {
        this.cron = cron;
    }

    public String getTimeZone() {
        return timeZone;
    }

    public void setTimeZone(String timeZone) {
        this.timeZone = timeZone;
    }

    public @Nullable String getOnlyInSession() {
        return onlyInSession;
    }

    public void setOnlyInSession(@Nullable String onlyInSession) {
        this.onlyInSession = onlyInSession;
    }

    public String getMissedRun() {
        return missedRun;
    }

    public void setMissedRun(String missedRun) {
        this.missedRun = missedRun;
    }

    public String getOverlap() {
        return overlap;
    }

    public void setOverlap(String overlap) {
        this.overlap = overlap;
    }

    public Duration getGrace() {
        return grace;
    }

    public void setGrace(Duration grace) {
        this.grace = grace;
    }

    public Duration getSpread() {
        return spread;
    }

    public void setSpread(Duration spread) {
        this.spread = spread;
    }
}
