package dev.quotewell.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quotewell.yaml.ConfigurationFaultsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every fault is told with its file and line, what was found, and what is allowed. */
class BrokenMarketFilesTest {

    /** Sound, with every line that a case replaces by its number. */
    private static final String SOUND = """
            name: Test Exchange
            zone: Europe/London
            days: [mon, tue, wed, thu, fri]
            known: 2025-2025
            quoteDelay: 20m
            hours:
              - { pre: 07:00-08:00, regular: '08:00-12:00, 13:00-16:30', post: 16:30-18:00 }
              - { from: 2025-06-02, regular: 08:00-17:00 }
            holidays:
              Christmas: [2025-12-25]
            specialDays:
              - name: New Year's Eve
                dates: [2025-12-31]
                regular: 08:00-12:00
            symbols:
              - pattern: '[A-Z]+\\.X'
                example: A.X
            """;

    private static final String AGED = """
            name: Test
            zone: UTC
            days: [mon]
            maxAge: 1h
            dateAge: 5d
            hours:
              - { regular: 17:00-17:00 }
            """;

    @TempDir
    private Path folder;

    @Test
    void finds_nothing_in_sound_files() throws IOException {
        assertThat(faults(SOUND)).isEmpty();
        assertThat(faults(AGED)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', textBlock = """
            1  ~ `title: Test` ~ 1: found no name, allowed is the market's name in full
            1  ~ `title: Test` ~ 1: found title, allowed here are calendar, days, holidays, hours, known, maxAge, name, quoteDelay, specialDays, symbols, zone
            2  ~ `zone: London` ~ 2: found London in zone, allowed is a time zone such as America/New_York
            2  ~ `zne: Europe/London` ~ 1: found no zone, allowed is a time zone such as America/New_York
            3  ~ `days: [mon, tuesday]` ~ 3: found [mon, tuesday] in days, allowed is a list of mon, tue, wed, thu, fri, sat, sun
            3  ~ `days: []` ~ 3: found [] in days, allowed is a list of mon, tue, wed, thu, fri, sat, sun
            3  ~ `day: [mon]` ~ 1: found no days, allowed is a list of mon, tue, wed, thu, fri, sat, sun
            4  ~ `known: 2025` ~ 4: found 2025 in known, allowed are a first and a last year such as 2024-2027
            4  ~ `known: 2026-2025` ~ 4: found 2026-2025 in known, allowed are a first and a last year such as 2024-2027
            4  ~ `known: 2025-2027` ~ 4: found no holiday of 2026, 2027, allowed in known are the years whose holidays are told
            4  ~ `# nothing` ~ 1: found no known, allowed is the years whose holidays are told, such as 2024-2027
            5  ~ `quoteDelay: 20 min` ~ 5: found 20 min in quoteDelay, allowed is a number with ms, s, m, h or d, such as 30s
            5  ~ `quoteDelay: 2d` ~ 5: found 2d in quoteDelay, allowed is up to 1d
            5  ~ `# nothing` ~ 1: found no quoteDelay, allowed is a duration such as 20m
            6  ~ `times:` ~ 1: found no hours, allowed is a list such as [{ regular: 09:30-16:00 }]
            7  ~ `  - { regular: 8:00-16:30 }` ~ 7: found 8:00-16:30 in hours.regular, allowed is a span such as 09:30-16:00
            7  ~ `  - { regular: 08:00-25:00 }` ~ 7: found 08:00-25:00 in hours.regular, allowed is a span such as 09:30-16:00
            7  ~ `  - { pre: 07:00-08:00 }` ~ 7: found no hours.regular, allowed is a span such as 09:30-16:00
            7  ~ `  - { regular: 08:00-16:00, post: 15:00-17:00 }` ~ 7: found 15:00-17:00 in hours.post, allowed are spans of one day that follow each other: pre, regular, post
            7  ~ `  - { regular: '13:00-16:00, 08:00-12:00' }` ~ 7: found 08:00-12:00 in hours.regular, allowed are spans of one day that follow each other: pre, regular, post
            7  ~ `  - { regular: 16:00-08:00, post: 08:00-09:00 }` ~ 7: found 16:00-08:00 in hours.regular, allowed are spans of one day that follow each other: pre, regular, post
            7  ~ `  - { regular: 08:00-16:00, lunch: 12:00-13:00 }` ~ 7: found hours.lunch, allowed in hours are from, post, pre, regular
            7  ~ `  - { from: 2025-01-01, regular: 08:00-16:00 }` ~ 7: found hours out of order, allowed are first the ones without from, then those with later and later dates in from
            8  ~ `  - { regular: 08:00-17:00 }` ~ 8: found hours out of order, allowed are first the ones without from, then those with later and later dates in from
            8  ~ `  - { from: 2.6.2025, regular: 08:00-17:00 }` ~ 8: found 2.6.2025 in hours.from, allowed is a date such as 2025-01-31
            10 ~ `  Christmas: [2025-12-32]` ~ 10: found 2025-12-32 in holidays.Christmas, allowed is a date such as 2025-01-31
            10 ~ `  Christmas: [2025-12-27]` ~ 10: found 2025-12-27 in holidays.Christmas, a sat, allowed are the days of trading
            10 ~ `  Christmas: [2026-12-25]` ~ 10: found 2026-12-25 in holidays.Christmas, allowed are the years of known, 2025-2025
            10 ~ `  Christmas: [2025-12-25, 2025-12-25]` ~ 10: found 2025-12-25 in holidays.Christmas for the second time, allowed is once
            10 ~ `  Christmas: 2025-12-25` ~ 10: found no list in holidays.Christmas, allowed is a list
            10 ~ `  Christmas: []` ~ 10: found no dates in holidays.Christmas, allowed is a list of dates
            10 ~ `  Christmas: [2025-12-31]` ~ 13: found 2025-12-31 in specialDays.dates for the second time, allowed is once
            12 ~ `  - title: New Year's Eve` ~ 12: found no specialDays.name, allowed is why these days differ
            13 ~ `    date: [2025-12-31]` ~ 12: found no dates in specialDays.dates, allowed is a list of dates
            14 ~ `    regular: closed` ~ 14: found closed in specialDays.regular, allowed is a span such as 09:30-16:00
            16 ~ `  - pattern: '['` ~ 16: found [ in symbols.pattern, allowed is a regular expression: Unclosed character class
            17 ~ `    example: A.Y` ~ 17: found A.Y in symbols.example, allowed is what the pattern matches: [A-Z]+\\.X
            17 ~ `    sample: A.X` ~ 16: found no symbols.example, allowed is a symbol of this market
            17 ~ `    datasets: fx` ~ 17: found no list in symbols.datasets, allowed is a list
            1  ~ `name: [` ~ 3: found broken YAML while parsing a flow sequence: expected ',' or ']', but got :
            """)
    void tells_place_finding_and_what_is_allowed(int line, String replacement, String fault) throws IOException {
        assertThat(faults(replaced(SOUND, line, replacement))).contains("test.yaml:" + fault);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', textBlock = """
            4 ~ `maxAge: 2d` ~ 4: found 2d in maxAge, allowed is up to 1d
            5 ~ `dateAge: 36h` ~ 5: found 36h in dateAge, allowed are whole days
            5 ~ `dateAge: 60d` ~ 5: found 60d in dateAge, allowed is up to 31d
            5 ~ `# nothing` ~ 1: found no dateAge, allowed is a duration such as 5d
            5 ~ `quoteDelay: 5m` ~ 5: found quoteDelay, allowed here are calendar, dateAge, days, holidays, hours, known, maxAge, name, specialDays, symbols, zone
            7 ~ `  - { regular: 09:00-17:00, post: 17:00-18:00 }` ~ 7: found other spans beside hours.regular, allowed with maxAge is that one, undivided
            """)
    void tells_the_faults_of_a_market_that_is_judged_by_time(int line, String replacement, String fault)
            throws IOException {
        assertThat(faults(replaced(AGED, line, replacement))).contains("test.yaml:" + fault);
    }

    @Test
    void a_calendar_is_shared_with_a_file_that_has_one_and_nothing_beside_it() throws IOException {
        Files.writeString(folder.resolve("owner.yaml"), SOUND);
        Files.writeString(folder.resolve("second.yaml"), "name: Second\ncalendar: owner\nzone: UTC\n");
        Files.writeString(folder.resolve("third.yaml"), "name: Third\n\ncalendar: second\n");
        Files.writeString(folder.resolve("fourth.yaml"), "name: Fourth\n\n\ncalendar: none\n");

        assertThat(faults())
                .containsExactlyInAnyOrder(
                        "second.yaml:3: found zone, allowed here are calendar, name, symbols",
                        "third.yaml:3: found second in calendar, allowed are the files with hours of their own: owner",
                        "fourth.yaml:4: found none in calendar, allowed are the files with hours of their own: owner");
    }

    @Test
    void a_symbol_belongs_to_one_calendar() throws IOException {
        Files.writeString(folder.resolve("a.yaml"), SOUND);
        Files.writeString(
                folder.resolve("b.yaml"),
                SOUND.replace("[A-Z]+\\.X", "[A-Z]{2,}\\.X").replace("A.X", "AB.X"));
        Files.writeString(
                folder.resolve("c.yaml"),
                "name: C\ncalendar: a\nsymbols: [{ pattern: 'A\\.X', example: A.X, datasets: [fx] }]\n");

        assertThat(faults())
                .containsExactly(
                        "b.yaml:17: found AB.X in symbols of a too, allowed is one market, or two with the same"
                                + " calendar");
    }

    @Test
    void a_symbol_that_two_calendars_claim_all_the_same_has_no_market() throws IOException {
        Files.writeString(folder.resolve("a.yaml"), SOUND.replace("[A-Z]+\\.X", "[AB]\\.X"));
        Files.writeString(
                folder.resolve("b.yaml"),
                SOUND.replace("[A-Z]+\\.X", "[BC]\\.X").replace("A.X", "C.X"));

        Markets markets = Markets.read(folder);

        assertThat(markets.of("quote", "A.X").map(Market::name)).contains("a");
        assertThat(markets.of("quote", "C.X").map(Market::name)).contains("b");
        assertThat(markets.of("quote", "B.X")).isEmpty();
    }

    @Test
    void tells_all_faults_of_all_files_at_once() throws IOException {
        Files.writeString(
                folder.resolve("one.yaml"),
                SOUND.replace("Europe/London", "London").replace("20m", "20"));
        Files.writeString(folder.resolve("two.yaml"), "");
        Files.writeString(folder.resolve("three.yml"), SOUND);
        Files.writeString(folder.resolve("sharing.yaml"), "name: Sharing\ncalendar: one\n");

        assertThat(faults())
                .containsExactlyInAnyOrder(
                        "three.yml:1: found a name that is not used, allowed is lower-case-words.yaml",
                        "one.yaml:2: found London in zone, allowed is a time zone such as America/New_York",
                        "one.yaml:5: found 20 in quoteDelay, allowed is a number with ms, s, m, h or d, such as 30s",
                        "two.yaml:1: found no fields, allowed is one mapping of field names to values");
    }

    @Test
    void refuses_a_folder_that_is_not_there() {
        assertThatThrownBy(() -> Markets.read(folder.resolve("none")))
                .isInstanceOf(ConfigurationFaultsException.class)
                .hasMessageContaining("none:1: found no readable folder");
    }

    private static String replaced(String file, int line, String replacement) {
        List<String> lines = new ArrayList<>(file.lines().toList());
        lines.set(line - 1, replacement);
        return String.join("\n", lines);
    }

    private List<String> faults(String file) throws IOException {
        Files.writeString(folder.resolve("test.yaml"), file);
        return faults();
    }

    private List<String> faults() {
        ConfigurationFaultsException faults =
                catchThrowableOfType(ConfigurationFaultsException.class, () -> Markets.read(folder));
        return faults == null
                ? List.of()
                : faults.faults().stream()
                        .map(fault -> fault.replace(folder + "/", ""))
                        .toList();
    }
}
