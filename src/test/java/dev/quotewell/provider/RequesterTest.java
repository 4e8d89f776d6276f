package dev.quotewell.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a file may say about its calls: batches, pages, headers, keys, and bodies that are no JSON. */
class RequesterTest {

    private static final URI BASE = URI.create("https://api.example.org");

    private static final String MAPPING = """
                recordSelector:
                  mapping: 'if has("price") then . else .[$symbol] end | {price: .price | decimal, asOf: .day}'
            """;

    private static Provider provider(String authenticator, String requester, String selector) {
        return TestFiles.provider("""
                baseUrl: https://api.example.org
                authenticator: %s
                symbols:
                  - table: { BTC-USD: bitcoin, ETH-USD: ether }
                    variables: { currency: USD }
                  - pattern: '(?<name>[A-Z]{1,5})'
                    spelling: us.$1
                    variables: { currency: USD }
                  - pattern: '(?<name>[A-Z]{1,5})\\.L'
                    spelling: uk.$1
                    variables: { currency: GBP }
                datasets:
                  quote:
                    requester: %s
                %s""".formatted(authenticator, requester, selector));
    }

    private static Provider provider(String requester) {
        return provider("{ type: none }", requester, MAPPING);
    }

    private static List<DatasetKey> keys(String... symbols) {
        return List.of(symbols).stream()
                .map(symbol -> Samples.key("quote/" + symbol))
                .toList();
    }

    private static String target(Provider provider, List<DatasetKey> keys) {
        return provider.request(keys, BASE, null, Validators.NONE)
                .url()
                .toString()
                .replace(BASE.toString(), "");
    }

    @Test
    void asks_for_many_symbols_in_one_call_up_to_the_size_of_a_batch() {
        Provider provider = provider("{ path: /q, query: { s: '{symbol}' }, batch: { size: 3 } }");
        List<DatasetKey> keys = keys("A", "B", "C", "D");

        List<DatasetKey> together = provider.together(keys);

        assertThat(together).isEqualTo(keys("A", "B", "C"));
        assertThat(target(provider, together)).isEqualTo("/q?s=us.A%2Cus.B%2Cus.C");
    }

    @Test
    void asks_apart_for_what_differs_in_more_than_the_symbol_and_leaves_out_what_is_not_covered() {
        Provider provider = provider("{ path: /q, query: { s: '{symbol}', c: '{currency}' }, batch: { size: 9 } }");

        assertThat(provider.together(keys("A", "B.L", "C", "D.SA"))).isEqualTo(keys("A", "C"));
        assertThat(provider.together(keys("B.L", "A", "C.L"))).isEqualTo(keys("B.L", "C.L"));
    }

    @Test
    void asks_for_one_key_a_call_where_there_is_no_batch() {
        assertThat(provider("{ path: '/q/{symbol}' }").together(keys("A", "B"))).isEqualTo(keys("A"));
    }

    @Test
    void judges_each_key_of_a_batch_alone() {
        Provider provider = provider("{ path: /q, query: { s: '{symbol}' }, batch: { size: 3 } }");
        ProviderResponse reply = Samples.ok("{\"us.A\": {\"price\": \"1.10\", \"day\": \"2026-09-04\"}}");

        assertThat(provider.record(keys("A").get(0), reply).path("price").decimalValue())
                .hasToString("1.10");
        assertThatThrownBy(() -> provider.record(keys("B").get(0), reply)).isInstanceOf(ProviderFailedException.class);
    }

    @Test
    void spells_symbols_by_a_table() {
        Provider provider = provider("{ path: '/q/{symbol}' }");

        assertThat(target(provider, keys("BTC-USD"))).isEqualTo("/q/bitcoin");
        assertThat(target(provider, keys("ETH-USD"))).isEqualTo("/q/ether");
        assertThat(target(provider, keys("AAPL"))).isEqualTo("/q/us.AAPL");
    }

    @Test
    void sends_the_headers_of_the_file_and_the_key_with_its_prefix() {
        Provider provider = provider(
                "{ type: header, name: Authorization, prefix: 'Token ', secret: EXAMPLE_API_KEY }",
                "{ path: /q, headers: { X-Symbol: '{symbol}' } }",
                MAPPING);

        ProviderRequest request = provider.request(keys("A").get(0), BASE, "abc");

        assertThat(request.headers()).isEqualTo(Map.of("X-Symbol", "us.A", "Authorization", "Token abc"));
    }

    @Test
    void sends_user_and_password_as_basic_credentials() {
        Provider provider = provider("{ type: basic, secret: EXAMPLE_LOGIN }", "{ path: /q }", MAPPING);

        assertThat(provider.request(keys("A").get(0), BASE, "me:pw").headers())
                .isEqualTo(Map.of("Authorization", "Basic bWU6cHc="));
    }

    @Test
    void asks_without_a_key_where_the_key_is_optional() {
        Provider provider = provider(
                "{ type: header, name: X-Key, secret: EXAMPLE_API_KEY, optional: true }", "{ path: /q }", MAPPING);

        assertThat(provider.request(keys("A").get(0), BASE, null).headers()).isEmpty();
        assertThat(provider.request(keys("A").get(0), BASE, "k").headers()).isEqualTo(Map.of("X-Key", "k"));
    }

    private static final String PAGED =
            "{ path: /q, query: { s: '{symbol}', limit: '2' }, paginator: { next: .next, pages: 3 } }";

    private static String next(String reply) {
        Provider provider = provider("{ type: query, name: key, secret: EXAMPLE_API_KEY }", PAGED, MAPPING);
        ProviderRequest asked = provider.request(keys("A").get(0), BASE, "k+y");
        return provider.next(keys("A").get(0), asked, Samples.ok(reply), 1)
                .map(request -> request.url().toString().replace(BASE.toString(), ""))
                .orElse("none");
    }

    @Test
    void goes_on_with_the_page_that_the_reply_names_and_with_the_key() {
        assertThat(next("{\"next\": \"https://api.example.org/q2?cursor=x%2Fy\"}"))
                .isEqualTo("/q2?cursor=x%2Fy&s=us.A&limit=2&key=k%2By");
        assertThat(next("{\"next\": {\"offset\": 2}}")).isEqualTo("/q?s=us.A&limit=2&key=k%2By&offset=2");
        assertThat(next("{\"next\": null}")).isEqualTo("none");
        assertThat(next("{}")).isEqualTo("none");
    }

    @Test
    void never_takes_the_key_to_another_host() {
        for (String url : List.of(
                "https://evil.example.org/q",
                "http://api.example.org/q",
                "https://api.example.org:444/q",
                "//x/q",
                "https://api.example.org@evil.org/q",
                "not a url")) {
            assertThatThrownBy(() -> next("{\"next\": \"" + url + "\"}"))
                    .as(url)
                    .isInstanceOf(ProviderFailedException.class)
                    .hasMessageContaining("not the provider's");
        }
    }

    @Test
    void an_answer_of_too_many_pages_is_no_answer() {
        Provider provider = provider(PAGED);
        ProviderRequest asked = provider.request(keys("A").get(0), BASE, null);

        assertThatThrownBy(() -> provider.next(keys("A").get(0), asked, Samples.ok("{\"next\": {\"offset\": 6}}"), 3))
                .hasMessageContaining("more than 3 pages");
    }

    @Test
    void reads_a_body_of_comma_separated_values_by_its_header() {
        Provider provider = provider("{ type: none }", "{ path: /q }", """
                    recordSelector:
                      format: csv
                      delimiter: ";"
                      mapping: '.[-1] | {price: .Close | decimal, asOf: .Date}'
                """);

        ProviderResponse reply = Samples.response(
                200, Map.of("Content-Type", "text/csv"), "Date;Close\r\n2026-09-03;1.0\r\n2026-09-04;\"1.50\"\r\n");

        assertThat(Samples.json(provider.record(keys("A").get(0), reply)))
                .isEqualTo("{\"symbol\":\"A\",\"price\":1.50,\"asOf\":\"2026-09-04\",\"provider\":\"test\"}");
    }

    @Test
    void a_sentence_or_a_page_in_place_of_a_table_is_a_failure() {
        Provider provider = provider("{ type: none }", "{ path: /q }", """
                    recordSelector:
                      format: csv
                      mapping: '{price: .[0].Close | decimal, asOf: .[0].Date}'
                """);

        assertThatThrownBy(() -> provider.record(
                        keys("A").get(0), Samples.response(200, Map.of(), "Exceeded the daily hits limit")))
                .hasFieldOrPropertyWithValue("failure", FailureClass.MALFORMED);
        assertThatThrownBy(() -> provider.record(
                        keys("A").get(0), Samples.response(200, Map.of(), "<html>\n<body>no</body></html>")))
                .hasFieldOrPropertyWithValue("failure", FailureClass.BLOCKED);
    }

    @Test
    void reads_a_body_of_XML_and_nothing_outside_it() {
        Provider provider = provider("{ type: none }", "{ path: /q }", """
                    recordSelector:
                      format: xml
                      mapping: '{price: .row[1].rate | decimal, asOf: .row[1].time}'
                """);
        String rows = "<g:row time=\"2026-09-03\" rate=\"1\"/><g:row time=\"2026-09-04\" rate=\"1.10\"/>";

        assertThat(Samples.json(provider.record(
                        keys("A").get(0),
                        Samples.response(200, Map.of(), "<g:all xmlns:g=\"urn:x\">" + rows + "</g:all>"))))
                .contains("\"price\":1.10");
        assertThatThrownBy(() -> provider.record(
                        keys("A").get(0),
                        Samples.response(
                                200,
                                Map.of(),
                                "<!DOCTYPE a [<!ENTITY e SYSTEM \"file:///etc/hostname\">]><a>&e;" + rows + "</a>")))
                .hasFieldOrPropertyWithValue("failure", FailureClass.MALFORMED);
    }
}
