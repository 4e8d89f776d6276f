package dev.quotewell;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of packages: which may use which. Change the table first, then the code. */
class ArchitectureTest {

    private static final String ROOT = "dev.quotewell";

    private static final Map<String, Set<String>> MAY_USE = Map.ofEntries(
            entry("json"),
            entry("yaml"),
            entry("routefile", "yaml"),
            entry("settings"),
            entry("sample"),
            entry("access", "yaml"),
            entry("cache", "json"),
            entry("market", "yaml"),
            entry("provider", "json", "yaml"),
            entry("budget", "provider"),
            entry("message", "json"),
            entry("client", "json"),
            entry("routetest", "json", "yaml"),
            entry("load", "cache", "market", "provider", "budget"),
            entry("traffic", "cache", "provider", "budget", "json", "yaml"),
            entry(
                    "plan",
                    "cache",
                    "market",
                    "provider",
                    "budget",
                    "load",
                    "message",
                    "traffic",
                    "routefile",
                    "json",
                    "yaml"),
            entry("metrics", "cache", "budget"),
            entry("redis", "cache", "budget", "message", "json"),
            entry(
                    "camel",
                    "access",
                    "cache",
                    "market",
                    "provider",
                    "budget",
                    "load",
                    "traffic",
                    "message",
                    "json",
                    "yaml"),
            entry("cached", "cache", "redis", "json"),
            entry("doctor", "settings", "cache", "market", "provider", "budget", "redis", "json", "yaml"),
            entry("lint", "settings", "routefile", "camel", "cache", "market", "provider", "json", "yaml"),
            entry("reload", "settings", "routefile", "camel", "lint", "market", "provider", "json", "yaml"),
            entry(
                    "cli",
                    "access",
                    "settings",
                    "provider",
                    "cache",
                    "message",
                    "plan",
                    "traffic",
                    "routefile",
                    "json",
                    "yaml"));

    private static Map.Entry<String, Set<String>> entry(String name, String... mayUse) {
        return Map.entry(name, Set.of(mayUse));
    }

    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    static Set<String> packages() {
        return MAY_USE.keySet();
    }

    @ParameterizedTest
    @MethodSource("packages")
    void a_package_uses_only_what_the_table_allows(String name) {
        List<String> allowed = new ArrayList<>(List.of(ROOT + "." + name));
        MAY_USE.getOrDefault(name, Set.of()).forEach(other -> allowed.add(ROOT + "." + other));
        DescribedPredicate<JavaClass> forbidden =
                resideInAnyPackage(ROOT + "..").and(not(resideInAnyPackage(allowed.toArray(String[]::new))));

        noClasses()
                .that()
                .resideInAPackage(ROOT + "." + name)
                .should()
                .dependOnClassesThat(forbidden)
                .allowEmptyShould(true)
                .check(OURS);
    }

    @Test
    void every_package_is_in_the_table() {
        String[] known =
                MAY_USE.keySet().stream().map(name -> ROOT + "." + name).toArray(String[]::new);

        classes()
                .that()
                .resideInAPackage(ROOT + ".*..")
                .should()
                .resideInAnyPackage(known)
                .check(OURS);
    }

    @ParameterizedTest
    @MethodSource("decisions")
    void what_decides_knows_neither_Camel_nor_Redis_nor_a_clock(String name) {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "." + name)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.camel..", "io.lettuce..", "org.springframework..")
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(OURS);
    }

    static List<String> decisions() {
        return List.of("access", "cache", "market", "provider", "budget", "load", "message", "plan", "routefile");
    }
}
