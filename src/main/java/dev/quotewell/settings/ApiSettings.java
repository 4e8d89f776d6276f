package dev.quotewell.settings;

/**
 * Where the servers listen ({@code quotewell.api.…}).
 *
 * @param host the address to bind to; default 127.0.0.1
 * @param port of the HTTP API; default 8080, 0 takes a free one
 * @param managementHost the address that health and metrics are bound to; default that of the API
 * @param managementPort of health and metrics; default 9876, 0 takes a free one
 */
public record ApiSettings(String host, int port, String managementHost, int managementPort) {

    private static final int HIGHEST_PORT = 65535;

    static ApiSettings read(SettingsReader reader) {
        String host = reader.text("quotewell.api.host", "127.0.0.1");
        String managementHost = reader.text("quotewell.api.management-host", host);
        requireHost(reader, "quotewell.api.host", host);
        requireHost(reader, "quotewell.api.management-host", managementHost);
        return new ApiSettings(
                host,
                reader.number("quotewell.api.port", 8080, 0, HIGHEST_PORT),
                managementHost,
                reader.number("quotewell.api.management-port", 9876, 0, HIGHEST_PORT));
    }

    private static void requireHost(SettingsReader reader, String key, String host) {
        if (host.isEmpty()) {
            reader.fault(key, "must be an address of this machine, or its name");
        }
    }

    /** As a URL has it: with brackets around an address of IPv6 (RFC 3986 section 3.2.2). */
    public static String inUrl(String host) {
        return host.indexOf(':') < 0 || host.startsWith("[") ? host : "[" + host + "]";
    }
}
