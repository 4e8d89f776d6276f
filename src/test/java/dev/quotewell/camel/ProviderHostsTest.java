package dev.quotewell.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quotewell.provider.ProviderFailedException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderHostsTest {

    private static final URI BASE = URI.create("http://127.0.0.1:1/v1");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.2:1/v1",
                "http://127.0.0.1:2/v1",
                "https://127.0.0.1:1/v1",
                "http://169.254.169.254/latest"
            })
    void a_call_goes_to_the_host_of_its_file_and_to_no_other(String url) {
        assertThatThrownBy(() -> ProviderHosts.check("p", URI.create(url), BASE))
                .isInstanceOf(ProviderFailedException.class)
                .hasMessage("p: its request would go to another host");
        assertThatCode(() -> ProviderHosts.check("p", URI.create("http://127.0.0.1:1/other?x=1"), BASE))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254",
                "169.254.0.1",
                "0.0.0.0",
                "100.100.100.200",
                "168.63.129.16",
                "224.0.0.1",
                "[fe80::1]",
                "[fd00:ec2::254]",
                "[::]",
                "[::ffff:169.254.169.254]"
            })
    void nobody_gets_at_what_the_cloud_tells_its_machines(String host) {
        URI url = URI.create("http://" + host + "/latest/meta-data");

        assertThatThrownBy(() -> ProviderHosts.check("p", url, url)).hasMessageContaining("not to be called");
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1", "10.1.2.3", "192.0.2.1", "2001:db8::1"})
    void stand_ins_and_gateways_of_ones_own_may_be_called(String address) throws UnknownHostException {
        assertThat(ProviderHosts.isInner(InetAddress.getByName(address))).isFalse();
    }

    @Test
    void a_host_that_nobody_knows_is_left_to_the_call_to_tell() {
        URI url = URI.create("http://nosuch.invalid/");

        assertThatCode(() -> ProviderHosts.check("p", url, url)).doesNotThrowAnyException();
    }
}
