package dev.quotewell;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The files of the production set-up fit each other and keep what they promise. */
class ProductionFilesTest {

    private static final JsonNode COMPOSE = MonitoringFiles.yaml(Path.of("docker-compose.yml"));

    static List<String> names() {
        return names(COMPOSE.path("services"));
    }

    private static List<String> names(JsonNode fields) {
        List<String> names = new ArrayList<>();
        fields.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static JsonNode service(String name) {
        return COMPOSE.path("services").path(name);
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(item -> texts.add(item.asText()));
        return texts;
    }

    @ParameterizedTest
    @MethodSource("names")
    void a_service_has_no_rights_beyond_its_work(String name) {
        JsonNode service = service(name);

        assertThat(texts(service.path("cap_drop"))).containsExactly("ALL");
        assertThat(texts(service.path("security_opt"))).containsExactly("no-new-privileges:true");
        assertThat(texts(service.path("networks"))).containsExactly("quotewell");
        assertThat(service.has("mem_limit")).isTrue();
        assertThat(service.has("privileged")).isFalse();
    }

    @ParameterizedTest
    @MethodSource("names")
    void it_is_the_same_program_at_the_next_start(String name) {
        assertThat(service(name).path("image").asText()).containsPattern(":\\d+\\.\\d+|:v\\d+\\.\\d+");
    }

    @ParameterizedTest
    @ValueSource(strings = {"quotewell", "redis", "redis-commander", "prometheus", "grafana"})
    void its_file_system_is_read_only(String name) {
        assertThat(service(name).path("read_only").asBoolean()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("names")
    void ports_are_published_on_loopback_only(String name) {
        assertThat(texts(service(name).path("ports"))).allMatch(port -> port.startsWith("127.0.0.1:"));
    }

    @Test
    void neither_Redis_nor_Kafka_is_reached_from_the_host() {
        assertThat(service("redis").has("ports")).isFalse();
        assertThat(service("kafka").has("ports")).isFalse();
        assertThat(texts(service("redis-commander").path("ports"))).containsExactly("127.0.0.1:8081:8081");
    }

    @Test
    void Kafka_is_there_only_when_asked_for() {
        assertThat(texts(service("kafka").path("profiles"))).containsExactly("kafka");
        assertThat(names()).filteredOn(name -> service(name).has("profiles")).containsExactly("kafka");
    }

    @Test
    void no_secret_stands_in_the_file() {
        names().forEach(name -> {
            JsonNode environment = service(name).path("environment");
            for (String variable : names(environment)) {
                if (variable.matches(".*(PASSWORD|SECRET|API_KEY|_URI).*")) {
                    assertThat(variable).as(name).endsWith("_FILE");
                    assertThat(environment.path(variable).asText()).startsWith("/run/secrets/");
                }
            }
        });
    }

    @Test
    void every_secret_is_used_declared_and_made(@TempDir Path folder) throws Exception {
        JsonNode declared = COMPOSE.path("secrets");
        Set<String> used = new HashSet<>();
        names().forEach(name -> service(name)
                .path("secrets")
                .forEach(secret -> used.add(
                        secret.isTextual()
                                ? secret.asText()
                                : secret.path("source").asText())));
        Path made = folder.resolve("secrets");

        assertThat(makeSecrets(made)).isZero();

        assertThat(names(declared)).containsExactlyInAnyOrderElementsOf(used);
        for (String name : names(declared)) {
            assertThat(declared.path(name).path("file").asText()).isEqualTo("./secrets/" + name);
            assertThat(made.resolve(name)).isRegularFile();
        }
    }

    @Test
    void each_provider_that_takes_a_key_has_a_file_for_it(@TempDir Path folder) throws Exception {
        makeSecrets(folder);
        Files.writeString(folder.resolve("quotewell/finnhub-api-key"), "mine");

        makeSecrets(folder);

        Set<String> wanted = new HashSet<>();
        try (Stream<Path> files = Files.list(Path.of("config/providers"))) {
            files.filter(file -> !file.toString().endsWith(".test.yaml"))
                    .forEach(file -> wanted.addAll(MonitoringFiles.yaml(file).findValuesAsText("secret")));
        }
        assertThat(wanted)
                .hasSizeGreaterThan(10)
                .allSatisfy(name -> assertThat(folder.resolve("quotewell")
                                .resolve(name.toLowerCase(Locale.ROOT).replace('_', '-')))
                        .isRegularFile());
        assertThat(folder.resolve("quotewell/finnhub-api-key")).hasContent("mine");
    }

    @Test
    void passwords_that_are_there_stay_and_are_nowhere_in_what_Redis_reads(@TempDir Path folder) throws Exception {
        makeSecrets(folder);
        Map<String, String> first = contents(folder);

        makeSecrets(folder);

        assertThat(contents(folder)).isEqualTo(first);
        String users = first.getOrDefault("redis-users", "");
        assertThat(users.lines()).hasSize(4).allMatch(line -> line.startsWith("user "));
        assertThat(users).doesNotContain("{", "}").contains("user default reset off");
        first.forEach((name, password) -> {
            if (name.endsWith("-password")) {
                assertThat(password).hasSize(48);
                assertThat(users).doesNotContain(password);
            }
        });
    }

    @Test
    void the_container_hands_each_file_on_under_its_name(@TempDir Path folder) throws Exception {
        Path secrets = Files.createDirectories(folder.resolve("secrets"));
        Files.writeString(secrets.resolve("finnhub-api-key"), "k");
        Files.createFile(secrets.resolve("fmp-api-key"));
        Path java = Files.writeString(folder.resolve("java"), "#!/bin/sh\nenv | grep _FILE=\necho \"$@\"\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        Path launcher = Files.writeString(
                folder.resolve("quotewell"),
                MonitoringFiles.read(Path.of("src/main/docker/quotewell"))
                        .replace("/run/secrets/quotewell", secrets.toString()));

        ProcessBuilder command = new ProcessBuilder("sh", launcher.toString(), "run", "--profile", "prod");
        command.environment().clear();
        command.environment().put("PATH", folder + File.pathSeparator + System.getenv("PATH"));
        Process process = command.redirectErrorStream(true).start();
        List<String> said = process.inputReader(StandardCharsets.UTF_8).lines().toList();

        assertThat(process.waitFor()).isZero();
        assertThat(said)
                .containsExactly(
                        "FINNHUB_API_KEY_FILE=" + secrets.resolve("finnhub-api-key"),
                        "-cp /quotewell/quotewell.jar:/quotewell/lib/* dev.quotewell.Main run --profile prod");
    }

    private static int makeSecrets(Path folder) throws IOException, InterruptedException {
        Process script = new ProcessBuilder("sh", "src/main/docker/secrets", folder.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(script.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return script.exitValue();
    }

    private static Map<String, String> contents(Path folder) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            files.filter(Files::isRegularFile)
                    .forEach(file -> contents.put(folder.relativize(file).toString(), MonitoringFiles.read(file)));
        }
        return contents;
    }

    @ParameterizedTest
    @MethodSource("names")
    void what_is_mounted_is_there(String name) {
        for (JsonNode volume : service(name).path("volumes")) {
            String source = volume.asText().split(":", 2)[0];
            if (volume.isObject()) {
                // In this form it must be there: src/main/docker/secrets makes it.
                assertThat(volume.path("source").asText()).isEqualTo("./secrets/quotewell");
                assertThat(volume.path("read_only").asBoolean()).isTrue();
            } else if (source.startsWith("./")) {
                assertThat(Path.of(source)).exists();
                assertThat(volume.asText()).endsWith(":ro");
            } else {
                assertThat(names(COMPOSE.path("volumes"))).contains(source);
            }
        }
    }

    @Test
    void Redis_keeps_everything_evicts_nothing_and_has_room_to_fork() {
        String configuration = MonitoringFiles.read(Path.of("config/redis.conf"));
        Matcher memory = Pattern.compile("(?m)^maxmemory (\\d+)mb$").matcher(configuration);

        assertThat(configuration)
                .containsPattern("(?m)^appendonly yes$")
                .containsPattern("(?m)^appendfsync everysec$")
                .containsPattern("(?m)^save \\d")
                .containsPattern("(?m)^maxmemory-policy noeviction$")
                .containsPattern("(?m)^aclfile ")
                .doesNotContainPattern("(?m)^rename-command");
        assertThat(memory.find()).isTrue();
        assertThat(service("redis").path("mem_limit").asText()).isEqualTo("1g");
        assertThat(Integer.parseInt(memory.group(1)) * 2).isLessThanOrEqualTo(1024);
    }

    @Test
    void every_alert_tells_what_is_wrong_and_what_to_do() {
        assertThat(MonitoringFiles.alerts()).hasSizeGreaterThan(10).allSatisfy(rule -> {
            assertThat(rule.path("labels").path("severity").asText()).isIn("critical", "warning");
            assertThat(rule.path("annotations").path("summary").asText()).isNotEmpty();
            assertThat(rule.path("annotations").path("action").asText()).isNotEmpty();
        });
    }

    @Test
    void every_alert_is_raised_in_a_test_of_its_rule() {
        Set<String> raised = new HashSet<>();
        MonitoringFiles.yaml(Path.of("config/prometheus/alerts.test.yml")).findParents("exp_alerts").stream()
                .filter(test -> !test.path("exp_alerts").isEmpty())
                .forEach(test -> raised.add(test.path("alertname").asText()));

        assertThat(MonitoringFiles.alerts())
                .allSatisfy(
                        rule -> assertThat(raised).contains(rule.path("alert").asText()));
    }

    @Test
    void Prometheus_reads_the_alerts_and_Grafana_reads_Prometheus() {
        JsonNode prometheus = MonitoringFiles.yaml(Path.of("config/prometheus/prometheus.yml"));
        JsonNode source = MonitoringFiles.yaml(Path.of("config/grafana/provisioning/datasources/prometheus.yml"));
        JsonNode provider = MonitoringFiles.yaml(Path.of("config/grafana/provisioning/dashboards/quotewell.yml"));

        assertThat(texts(prometheus.path("rule_files"))).containsExactly("alerts.yml");
        assertThat(prometheus.findValuesAsText("metrics_path")).containsExactly("/observe/metrics");
        assertThat(prometheus.findValuesAsText("port")).containsExactly("9876");
        assertThat(source.findValuesAsText("uid")).containsExactly("prometheus");
        assertThat(source.findValuesAsText("url")).containsExactly("http://prometheus:9090");
        assertThat(provider.findValuesAsText("path")).containsExactly("/var/lib/grafana-dashboards");
        assertThat(texts(service("grafana").path("volumes")))
                .contains("./config/grafana/dashboards:/var/lib/grafana-dashboards:ro");
    }

    @Test
    void the_dashboards_panels_have_a_title_a_meaning_and_a_source() {
        JsonNode dashboard = MonitoringFiles.dashboard();
        Set<Integer> ids = new HashSet<>();

        assertThat(dashboard.path("uid").asText()).isEqualTo("quotewell");
        for (JsonNode panel : dashboard.path("panels")) {
            String title = panel.path("title").asText();
            assertThat(ids.add(panel.path("id").asInt())).as(title).isTrue();
            assertThat(title).isNotEmpty();
            if (panel.path("type").asText().equals("row")) {
                continue;
            }
            assertThat(panel.path("description").asText()).as(title).isNotEmpty();
            assertThat(panel.path("targets")).as(title).isNotEmpty();
            for (JsonNode target : panel.path("targets")) {
                assertThat(target.path("datasource").path("uid").asText()).isEqualTo("prometheus");
                assertThat(target.path("expr").asText()).isNotEmpty();
            }
        }
    }

    @Test
    void a_panel_that_names_an_alert_names_one_that_there_is() {
        Set<String> alerts = new HashSet<>();
        MonitoringFiles.alerts().forEach(rule -> alerts.add(rule.path("alert").asText()));
        Set<String> named = new HashSet<>();
        Pattern alert = Pattern.compile("[Aa]lerts? ([A-Z]\\w+)(?: and ([A-Z]\\w+))?");
        for (String text : MonitoringFiles.dashboard().findValuesAsText("description")) {
            Matcher found = alert.matcher(text);
            while (found.find()) {
                named.add(found.group(1));
                if (found.group(2) != null) {
                    named.add(found.group(2));
                }
            }
        }

        assertThat(named).hasSizeGreaterThan(5);
        assertThat(alerts).containsAll(named);
    }
}
