package dev.quotewell.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quotewell.json.Payload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What providers really sent, and what we make of it. The replies are not part of this repository: they are read where
 * QUOTEWELL_RECORDINGS says, by default beside it, and the test is passed over where they are absent. What is expected
 * stands in {@code src/test/recorded/<provider>.tsv}, one line a reply:
 *
 * <pre>{@code
 * <recording>  <dataset>/<key>  <failure class, or the record; of many rows the first and the last, then "of" their count>
 * <recording>  -                <why it is left out>
 * }</pre>
 */
class RecordedRepliesTest {

    private static final Path RECORDINGS =
            Path.of(Objects.requireNonNullElse(System.getenv("QUOTEWELL_RECORDINGS"), "../shared/providers"));
    private static final Path EXPECTED = Path.of("src/test/recorded");

    /** The kinds of the index that belong to our datasets; the others are searches, dividends and the like. */
    private static final Set<String> KINDS =
            Set.of("quote", "fx", "crypto", "history", "intraday", "profile", "economic", "error");

    private static final Pattern POINT = Pattern.compile("\\d+(?:[.]\\d+)?");
    private static final Pattern COMMA = Pattern.compile("\\d+,\\d+");

    private record Recording(
            String kind, String file, int status, String contentType, String provenance, String recorded) {

        ProviderResponse response() throws IOException {
            Payload body = Payload.wrap(Files.readAllBytes(RECORDINGS.resolve(file)));
            return new ProviderResponse(status, Map.of("content-type", contentType), body, receivedAt());
        }

        /** Now, or the day of the recording where that is later, so that its unfinished bars are not taken as finished. */
        private Instant receivedAt() {
            if (!recorded.matches("\\d{4}-\\d\\d-\\d\\d")) {
                return Samples.NOW;
            }
            Instant day = LocalDate.parse(recorded).atStartOfDay(ZoneOffset.UTC).toInstant();
            return day.isAfter(Samples.NOW) ? day : Samples.NOW;
        }

        String text() throws IOException {
            return Files.readString(RECORDINGS.resolve(file), StandardCharsets.ISO_8859_1);
        }
    }

    private record Expected(String provider, String recording, String key, String verdict) {

        boolean isLeftOut() {
            return key.equals("-");
        }
    }

    @BeforeAll
    static void the_recordings_are_there() {
        assumeTrue(
                Files.isRegularFile(RECORDINGS.resolve("INDEX.tsv")),
                "no recorded replies in " + RECORDINGS.toAbsolutePath().normalize() + ", see QUOTEWELL_RECORDINGS");
    }

    @Test
    void every_recorded_reply_is_judged_rightly() throws IOException {
        Map<String, Recording> recordings = recordings();
        List<Expected> expected = expected();
        SoftAssertions verdicts = new SoftAssertions();
        Set<String> judged = new TreeSet<>();

        for (Expected line : expected) {
            Recording recording = Objects.requireNonNull(recordings.get(line.recording()), line.recording());
            if (!line.isLeftOut()) {
                verdicts.assertThat(verdict(recording, line))
                        .as(line.recording() + " " + line.key())
                        .isEqualTo(line.verdict());
                // What was made up in the shape of a reply is no evidence.
                if (!recording.provenance().equals("MADE")) {
                    judged.add(line.recording());
                }
            }
        }

        verdicts.assertAll();
        Set<String> ours = ours(recordings, expected);
        System.out.println("judged " + judged.size() + " of " + ours.size() + " recorded replies");
        expected.stream()
                .filter(Expected::isLeftOut)
                .forEach(line -> System.out.println("left out " + line.recording() + ": " + line.verdict()));
    }

    @Test
    void no_recorded_reply_of_a_provider_is_passed_over() throws IOException {
        List<Expected> expected = expected();

        assertThat(expected.stream().map(Expected::recording).collect(Collectors.toSet()))
                .containsAll(ours(recordings(), expected));
    }

    /** All recordings of our kinds, of those APIs that a provider file is about. */
    private static Set<String> ours(Map<String, Recording> recordings, List<Expected> expected) {
        Set<String> apis = expected.stream()
                .map(line -> line.recording().split("/", -1)[0])
                .collect(Collectors.toSet());
        return recordings.entrySet().stream()
                .filter(entry -> KINDS.contains(entry.getValue().kind()))
                .map(Map.Entry::getKey)
                .filter(name -> apis.contains(name.split("/", -1)[0]))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String verdict(Recording recording, Expected line) throws IOException {
        Provider provider = Samples.provider(line.provider());
        DatasetKey key = Samples.key(line.key());
        ProviderResponse response = recording.response();
        ProviderFailedException failure =
                catchThrowableOfType(ProviderFailedException.class, () -> provider.record(key, response));
        if (failure != null) {
            return failure.failure().code();
        }
        ObjectNode record = provider.record(key, response);
        assertDigits(record, significantDigits(recording.text()), line.recording());
        return shortened(record);
    }

    /** Every number of the record stands in the reply, digit by digit; only its decimal point may have moved. */
    private static void assertDigits(JsonNode node, Set<BigInteger> told, String recording) {
        if (node.isNumber() && node.decimalValue().signum() != 0) {
            assertThat(told)
                    .as(recording + " has the digits of " + node)
                    .contains(significantDigits(node.decimalValue()));
        }
        node.forEach(child -> assertDigits(child, told, recording));
    }

    private static Set<BigInteger> significantDigits(String body) {
        Set<BigInteger> digits = new HashSet<>();
        for (Pattern number : List.of(POINT, COMMA)) {
            number.matcher(body)
                    .results()
                    .map(found -> new BigDecimal(found.group().replaceAll("[.,]", "")))
                    .forEach(found -> digits.add(significantDigits(found)));
        }
        return digits;
    }

    private static BigInteger significantDigits(BigDecimal number) {
        return number.stripTrailingZeros().unscaledValue().abs();
    }

    private static String shortened(ObjectNode record) {
        for (String rows : List.of("bars", "observations")) {
            if (record.get(rows) instanceof ArrayNode all) {
                int count = all.size();
                ArrayNode ends = record.putArray(rows).add(all.get(0));
                if (count > 1) {
                    ends.add(all.get(count - 1));
                }
                return Samples.json(record) + " of " + count;
            }
        }
        return Samples.json(record);
    }

    private static Map<String, Recording> recordings() throws IOException {
        Map<String, Recording> recordings = new TreeMap<>();
        Files.readAllLines(RECORDINGS.resolve("INDEX.tsv")).stream()
                .skip(1)
                .map(line -> line.split("\t", -1))
                .forEach(row -> recordings.put(
                        row[0] + "/" + row[1],
                        new Recording(row[3], row[2], Integer.parseInt(row[5]), row[6], row[8], row[9])));
        return recordings;
    }

    private static List<Expected> expected() throws IOException {
        List<Expected> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(EXPECTED)) {
            for (Path file : files.sorted().toList()) {
                String provider = file.getFileName().toString().replace(".tsv", "");
                lines(file).forEach(row -> all.add(new Expected(provider, row[0], row[1], row[2])));
            }
        }
        return all;
    }

    private static Stream<String[]> lines(Path file) {
        try {
            return Files.readAllLines(file).stream().map(line -> {
                String[] row = line.split("\t", -1);
                assertThat(row).as(file + ": " + line).hasSize(3);
                return row;
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
