package dev.quotewell.camel;

import dev.quotewell.message.Problem;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;

/** What no route answers is answered with a problem too: an unknown path, a method that is not allowed, a broken URL. */
public final class HttpProblems {

    private static final Map<Integer, Problem> PROBLEMS = Map.of(
            400, Problem.of(Problem.Type.INVALID_REQUEST, "The URL is no valid one: look at its percent-encoding"),
            404, Problem.of(Problem.Type.NOT_FOUND, "Allowed are /v1/{dataset}/{key} and /v1/{dataset}?keys=…"),
            405, Problem.of(Problem.Type.METHOD_NOT_ALLOWED, "The method must be one that the header Allow names"),
            413, Problem.of(Problem.Type.TOO_LARGE, "The body is too large"),
            500, Problem.of(Problem.Type.INTERNAL, "The log of the server tells more"));

    private HttpProblems() {}

    /** To be called once the context is started: the servers are there from then on. */
    public static void install(CamelContext context) {
        for (VertxPlatformHttpRouter router : context.getRegistry().findByType(VertxPlatformHttpRouter.class)) {
            // Camel's own router is mounted under this one, which is where a request ends that nobody took.
            if (router.getServer().getServer().requestHandler() instanceof Router root) {
                PROBLEMS.forEach((status, problem) -> root.errorHandler(status, http -> answer(http, problem)));
            }
        }
    }

    private static void answer(RoutingContext http, Problem problem) {
        if (http.response().headWritten()) {
            http.request().connection().close();
            return;
        }
        if (problem.type() == Problem.Type.METHOD_NOT_ALLOWED) {
            http.response().putHeader("Allow", "GET");
        }
        http.response()
                .setStatusCode(problem.type().status())
                .putHeader("Content-Type", "application/problem+json")
                .end(Buffer.buffer(problem.toJson()));
    }
}
