package dev.quotewell.camel;

import dev.quotewell.cache.CacheEngine;
import dev.quotewell.traffic.TrafficRecorder;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;
import org.jspecify.annotations.Nullable;

/** The component behind {@code cache-aside:dataset}: one engine, one line of loads and two thread pools for all its endpoints. */
@Component("cache-aside")
public class CacheAsideComponent extends DefaultComponent {

    @Metadata(autowired = true, description = "Decides what is served and what is loaded.")
    private @Nullable CacheEngine engine;

    @Metadata(
            label = "advanced",
            autowired = true,
            description = "Knows when the markets of keys are open, for ttlWhenClosed and ttlWhenFinal.")
    private @Nullable Sessions sessions;

    @Metadata(defaultValue = "64", description = "How many loads may run at once, over all datasets.")
    private int loads = 64;

    @Metadata(
            defaultValue = "1000",
            description = "How many loads may wait for their turn; beyond it callers are told to come back later.")
    private int waitingLoads = 1000;

    private @Nullable ExecutorService loadPool;
    private @Nullable LoadLine loadLine;
    private @Nullable ExecutorService answerPool;
    private final Executor answers = this::runAnswer;
    private @Nullable TrafficRecorder recorder;

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        CacheAsideEndpoint endpoint = new CacheAsideEndpoint(uri, this, remaining);
        setProperties(endpoint, parameters);
        return endpoint;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        // The line gives it no more than so many at once.
        loadPool = getCamelContext().getExecutorServiceManager().newCachedThreadPool(this, "cache-aside-load");
        loadLine = new LoadLine(loadPool, loads, waitingLoads);
        // Engine answers arrive on threads of Redis' client, which must not be held by the rest of a route.
        answerPool = getCamelContext().getExecutorServiceManager().newCachedThreadPool(this, "cache-aside-answer");
        recorder = getCamelContext().getRegistry().findSingleByType(TrafficRecorder.class);
    }

    @Override
    protected void doStop() throws Exception {
        getCamelContext().getExecutorServiceManager().shutdown(loadPool);
        getCamelContext().getExecutorServiceManager().shutdown(answerPool);
        super.doStop();
    }

    /** Null unless traffic is recorded. */
    @Nullable
    TrafficRecorder recorder() {
        return recorder;
    }

    LoadLine loadLine() {
        return started(loadLine);
    }

    /** Lets an exchange go on on a thread of its own, or on this one when we are being stopped: it must end. */
    Executor answers() {
        return answers;
    }

    private void runAnswer(Runnable answer) {
        try {
            started(answerPool).execute(answer);
        } catch (RejectedExecutionException e) {
            answer.run();
        }
    }

    private static <T> T started(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("The component cache-aside is not started");
        }
        return part;
    }

    public @Nullable CacheEngine getEngine() {
        return engine;
    }

    public void setEngine(@Nullable CacheEngine engine) {
        this.engine = engine;
    }

    public @Nullable Sessions getSessions() {
        return sessions;
    }

    public void setSessions(@Nullable Sessions sessions) {
        this.sessions = sessions;
    }

    public int getLoads() {
        return loads;
    }

    public void setLoads(int loads) {
        this.loads = loads;
    }

    public int getWaitingLoads() {
        return waitingLoads;
    }

    public void setWaitingLoads(int waitingLoads) {
        this.waitingLoads = waitingLoads;
    }
}
