package dev.quotewell.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.quotewell.json.Json;
import dev.quotewell.yaml.Section;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.thisptr.jackson.jq.exception.JsonQueryException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JqTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "1.10"                  | decimal                       | 1.10
            " 42 "                  | decimal                       | 42
            "-0.5852%"              | decimal                       | -0.5852
            "+.5"                   | decimal                       | 0.5
            "1.9E-7"                | decimal                       | 0.00000019
            "1.12e+08"              | decimal                       | 112000000
            1.10                    | decimal                       | 1.10
            12                      | decimal                       | 12
            "None"                  | decimal                       | null
            "-"                     | decimal                       | null
            "."                     | decimal                       | null
            "N/A"                   | decimal                       | null
            ""                      | decimal                       | null
            null                    | decimal                       | null
            0                       | nonzero                       | null
            0.00                    | nonzero                       | null
            null                    | nonzero                       | null
            0.01                    | nonzero                       | 0.01
            7234.5                  | scale10(-2)                   | 72.345
            1.5                     | scale10(3)                    | 1500
            1.50                    | scale10("0")                  | 1.50
            7                       | scale10("-2")                 | 0.07
            null                    | scale10(-2)                   | null
            12345678901234567890.12 | scale10(-2)                   | 123456789012345678.9012
            1636322400              | from_epoch_s                  | "2021-11-07T22:00:00Z"
            "1636322400.123456"     | from_epoch_s                  | "2021-11-07T22:00:00.123456Z"
            1636322400123           | from_epoch_ms                 | "2021-11-07T22:00:00.123Z"
            null                    | from_epoch_s                  | null
            1609459200              | date_from_epoch               | "2021-01-01"
            "2024-03-13T08:10:41.27-03:00" | instant                | "2024-03-13T11:10:41.270Z"
            "2017-12-18 14:56:00"   | local_to_utc("US/Eastern")    | "2017-12-18T19:56:00Z"
            "2017-07-18 14:56:00"   | local_to_utc("US/Eastern")    | "2017-07-18T18:56:00Z"
            "2025-01-01"            | day_start                     | 1735689600
            "2025-01-01"            | day_end                       | 1735775999
            {"a": [1.10, 2.20]}     | .a / sort / reverse        | [2.20,1.10]
            """)
    void reckons_exactly(String in, String program, String expected) throws Exception {
        List<String> results = new ArrayList<>();

        jq(program.replace(" / ", " | "))
                .apply(Json.mapper().readTree(in), Map.of())
                .forEach(result -> results.add(Samples.json(result)));

        assertThat(results).containsExactly(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"1,5\" | decimal",
                "\"1.2.3\" | decimal",
                "\"0x10\" | decimal",
                "\"1e99999\" | decimal",
                "\"1e9999\" | decimal",
                "\"1e-9999\" | decimal",
                "true | decimal",
                "[] | decimal",
                "{} | decimal",
                "(0.1 + 0.2) | decimal",
                "\"x\" | scale10(-2)",
                "\"soon\" | instant",
                "\"2025-01-31 10:00\" | local_to_utc(\"Mars/Phobos\")",
                "\"x\" | from_epoch_s",
                "\"2025-02-30\" | day_start"
            })
    void refuses_what_is_no_number_or_time(String program) {
        assertThatThrownBy(() -> jq(program).apply(TextNode.valueOf(""), Map.of()))
                .isInstanceOf(JsonQueryException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{a, b: .c, \"d\": 1} | .e",
                "def twice(f): f * 2; twice(.a)",
                "def t($n): $n; t(1)",
                ". as [$a, {b: $c}] | $a, $c",
                "reduce .[] as $x (0; . + $x)",
                "\"text \\(.a | length) and \\(\"inner word\") more\"",
                "# a word of comment\n.a",
                "try error(\"x\") catch .",
                "label $out | break $out",
                ".a.length.b? // 1e5",
                "{symbol: $symbol}",
                "@base64 \"x\""
            })
    void knows_the_names_of_good_programs(String program) {
        assertThat(unknown(program)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            .a | decimall; 1 decimall
            {a: $symbl}; 1 $symbl
            "x \\(.a | lenght) \\("in") y"; 1 lenght
            .a, tonumber; 1 tonumber
            now; 1 now
            [.[] | add]; 1 add
            """)
    void finds_unknown_and_refused_names(String program, String expected) {
        assertThat(unknown(program)).containsExactly(expected);
    }

    private static List<String> unknown(String program) {
        return TestFiles.providerFaults("""
                baseUrl: https://api.example.org
                symbols: [{pattern: '.*'}]
                datasets:
                  quote:
                    requester: {path: /quote}
                    recordSelector:
                      mapping: |
                %s
                """.formatted(program.indent(8))).stream()
                .map(fault -> fault.replaceFirst("^test.yaml:(\\d+): found (?:the function )?(\\S+) .*", "$1 $2"))
                .map(found -> (Integer.parseInt(found.split(" ", 2)[0]) - 7) + " " + found.split(" ", 2)[1])
                .toList();
    }

    private static Jq jq(String program) {
        Path folder = TestFiles.folder("jq.yaml", "program: |\n" + program.indent(2));
        List<String> faults = new ArrayList<>();
        Jq jq = Jq.read(Section.read(folder.resolve("jq.yaml"), faults).orElseThrow(), "program", Set.of());
        assertThat(faults).isEmpty();
        return jq;
    }
}
