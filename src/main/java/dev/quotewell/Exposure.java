package dev.quotewell;

import dev.quotewell.settings.AccessSettings;
import dev.quotewell.settings.Settings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sees to it that nobody but this machine gets in unasked, unless the operator said so in as many words. */
final class Exposure {

    private static final Logger log = LoggerFactory.getLogger(Exposure.class);

    private static final String NO_OTHER_SERVER =
            "health and metrics are at quotewell.api.management-port, the API is at quotewell.api.port, and no other"
                    + " server is started: remove it";

    private static final String NO_REDIRECTS = "a provider's answer must not choose whom we call: remove it";

    /** Camel's own servers know nothing of our keys, and can be made to show and to take anything. */
    private static final Map<String, String> REFUSED = Map.of(
            "camelmanagement", NO_OTHER_SERVER,
            "camelserver", NO_OTHER_SERVER,
            "camelcomponenthttpfollowredirects", NO_REDIRECTS,
            "camelcomponenthttpsfollowredirects", NO_REDIRECTS);

    private Exposure() {}

    /** @throws CannotStartException it tells all that is to be set */
    static void check(Settings settings, Map<String, String> environment) {
        List<String> faults = new ArrayList<>();
        refuseKeysOfCamel(settings.others(), faults);
        refuseKeysOfCamel(environment, faults);
        refuseKeysOfCamel(ofJava(), faults);
        AccessSettings access = settings.access();
        boolean authenticated = access.keysFile() != null || access.tls().authority() != null;
        if (!authenticated && !access.allowAnonymous()) {
            refuseOpen("quotewell.api.host", settings.api().host(), faults);
            refuseOpen("quotewell.api.management-host", settings.api().managementHost(), faults);
        }
        if (!faults.isEmpty()) {
            throw new CannotStartException(String.join("\n", faults));
        }
        if (access.keysFile() != null
                && !access.isSecure()
                && !(isLoopback(settings.api().host())
                        && isLoopback(settings.api().managementHost()))) {
            log.warn("Keys come over the network in clear: set quotewell.api.tls.certificate and .key, or let a proxy"
                    + " on this machine speak TLS");
        }
    }

    private static Map<String, String> ofJava() {
        Properties properties = System.getProperties();
        return properties.stringPropertyNames().stream()
                .collect(Collectors.toMap(Function.identity(), properties::getProperty));
    }

    /** Camel reads its keys from files, the environment and Java's properties alike, however they are written. */
    private static void refuseKeysOfCamel(Map<String, String> keys, List<String> faults) {
        new TreeMap<>(keys).forEach((key, value) -> {
            String plain = key.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
            REFUSED.forEach((begin, why) -> {
                if (plain.startsWith(begin) && !value.strip().equals("false")) {
                    faults.add(key + " is set: " + why);
                }
            });
        });
    }

    private static void refuseOpen(String key, String host, List<String> faults) {
        if (!isLoopback(host)) {
            faults.add(key + " is " + host + ", where others than this machine come in, and no key is asked for: set"
                    + " quotewell.api.keys-file (./quotewell key NAME --role read makes a key and its line), or"
                    + " quotewell.api.allow-anonymous=true if whoever reaches it may do everything");
        }
    }

    /**
     * What is to be bound: as a number, since another way of looking the name up may find another address than the one
     * that was looked at here.
     */
    static String address(String key, String host) {
        try {
            return InetAddress.getByName(host).getHostAddress();
        } catch (UnknownHostException e) {
            throw new CannotStartException(
                    key + " is " + host + ", must be an address of this machine, or its name", e);
        }
    }

    /** A name that cannot be looked up is told when it is bound. */
    private static boolean isLoopback(String host) {
        try {
            for (InetAddress address : InetAddress.getAllByName(host)) {
                if (!address.isLoopbackAddress()) {
                    return false;
                }
            }
            return true;
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
