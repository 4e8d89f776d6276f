package dev.quotewell.market;

import static dev.quotewell.market.Shipped.MARKETS;
import static dev.quotewell.market.Shipped.at;
import static dev.quotewell.market.Shipped.market;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MarketsTest {

    @ParameterizedTest
    @CsvSource({
        "quote, AAPL, xnys", "quote, BRK-B, xnys", "bars, F, xnys", "profile, MSFT, xnys",
        "quote, PETR4.SA, bvmf", "quote, BPAC11.SA, bvmf", "quote, VOD.L, xlon", "quote, BT-A.L, xlon",
        "quote, SAP.DE, xetr", "quote, 1COV.DE, xetr", "quote, MC.PA, xpar", "quote, 7203.T, xtks",
        "quote, 130A.T, xtks", "quote, 0700.HK, xhkg", "quote, BHP.AX, xasx", "quote, RCI-B.TO, xtse",
        "quote, REI-UN.TO, xtse", "fx, EURUSD, fx", "quote, EURUSD=X, fx", "quote, BRL=X, fx",
        "quote, BTC-USD, crypto", "quote, ETH-BTC, crypto", "quote, 1INCH-USDT, crypto", "bars, BTC-BRL, crypto",
    })
    void a_symbol_has_its_market(String dataset, String symbol, String market) {
        assertThat(MARKETS.of(dataset, symbol).map(Market::name)).contains(market);
    }

    @ParameterizedTest
    @CsvSource({"quote, EURUSD", "quote, ^GSPC", "quote, ES=F", "series, FRED:GDP", "quote, VOD.XX", "quote, aapl"})
    void what_no_market_covers_has_none(String dataset, String symbol) {
        assertThat(MARKETS.of(dataset, symbol)).isEmpty();
    }

    @Test
    void all_that_ship_can_be_found_by_name() {
        assertThat(MARKETS.all().stream().map(Market::name))
                .containsExactly(
                        "bvmf", "crypto", "fx", "xasx", "xetr", "xhkg", "xlon", "xnas", "xnys", "xpar", "xtks", "xtse");
        assertThat(market("xnas").title()).isEqualTo("Nasdaq");
        assertThat(MARKETS.find("nyse")).isEmpty();
    }

    @Test
    void warns_sixty_days_before_the_known_years_end() {
        assertThat(market("xnys").warning(at("2027-11-01T23:59-04:00"))).isEmpty();
        assertThat(market("xnys").warning(at("2027-11-02T00:00-04:00")))
                .contains(
                        "config/markets/xnys.yaml knows holidays until 2027 only: from 2028 on every holiday counts as a"
                                + " trading day; add the exchange's new calendar");
        assertThat(market("xnas").warning(at("2030-06-01T00:00Z")))
                .isEqualTo(market("xnys").warning(at("2030-06-01T00:00Z")));
        assertThat(market("crypto").warning(at("2030-06-01T00:00Z"))).isEmpty();
    }

    @Test
    void phases_are_told_in_the_words_of_the_records() {
        assertThat(Stream.of(Phase.values()).map(Phase::code)).containsExactly("pre", "regular", "post", "closed");
    }
}
