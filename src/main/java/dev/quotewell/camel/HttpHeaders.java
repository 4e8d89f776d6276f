package dev.quotewell.camel;

import org.apache.camel.http.base.HttpHeaderFilterStrategy;

/** Camel's header filter for HTTP, but answers may carry {@code Cache-Control}: telling about caching is our trade. */
public final class HttpHeaders extends HttpHeaderFilterStrategy {

    public HttpHeaders() {
        getOutFilter().remove("cache-control");
    }
}
