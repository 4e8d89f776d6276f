package dev.quotewell.camel;

import dev.quotewell.provider.FailureClass;
import dev.quotewell.provider.ProviderFailedException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Set;

/**
 * Whom a provider's calls may reach: the host of its file's {@code baseUrl} alone, and never an address that only this
 * machine's own surroundings answer, where clouds hand out the credentials of the machine.
 */
final class ProviderHosts {

    /** Where clouds keep such services outside the link-local range: Alibaba Cloud, Azure, AWS by IPv6. */
    private static final Set<String> METADATA = Set.of("100.100.100.200", "168.63.129.16", "fd00:ec2:0:0:0:0:0:254");

    private ProviderHosts() {}

    /**
     * Waits for the host's addresses, which Java keeps for a while.
     *
     * @param base where the provider is called here
     * @throws ProviderFailedException it is another host, or has an address that is not to be called
     */
    static void check(String provider, URI url, URI base) {
        if (!String.valueOf(url.getHost()).equalsIgnoreCase(base.getHost())
                || url.getPort() != base.getPort()
                || !String.valueOf(url.getScheme()).equalsIgnoreCase(base.getScheme())) {
            throw refused(provider, "its request would go to another host");
        }
        try {
            for (InetAddress address : InetAddress.getAllByName(url.getHost())) {
                if (isInner(address)) {
                    throw refused(
                            provider, "its host has an address that is not to be called (link-local or metadata)");
                }
            }
        } catch (UnknownHostException e) {
            // The call itself tells that, as any other failure to connect.
        }
    }

    static boolean isInner(InetAddress address) {
        String text = address.getHostAddress();
        return address.isLinkLocalAddress()
                || address.isAnyLocalAddress()
                || address.isMulticastAddress()
                || METADATA.contains(address instanceof Inet6Address ? withoutZone(text) : text);
    }

    private static String withoutZone(String address) {
        int zone = address.indexOf('%');
        return zone < 0 ? address : address.substring(0, zone);
    }

    private static ProviderFailedException refused(String provider, String what) {
        return ProviderFailedException.notCalled(provider, FailureClass.BLOCKED, what, null);
    }
}
