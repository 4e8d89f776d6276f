package dev.quotewell.routetest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Results as JUnit XML, the form that build servers read: a suite for each file. */
public final class JUnitReport {

    private JUnitReport() {}

    public static void write(Path target, List<FileResult> files) throws IOException {
        Path folder = target.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.writeString(target, text(files));
    }

    static String text(List<FileResult> files) {
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
        for (FileResult file : files) {
            xml.append("  <testsuite")
                    .append(attribute("name", file.path().toString()))
                    .append(attribute("tests", Integer.toString(file.results().size())))
                    .append(attribute("failures", Long.toString(file.failed())))
                    .append(attribute("errors", "0"))
                    .append(attribute("time", seconds(file.took())))
                    .append(">\n");
            file.results().forEach(result -> append(xml, file, result));
            xml.append("  </testsuite>\n");
        }
        return xml.append("</testsuites>\n").toString();
    }

    private static void append(StringBuilder xml, FileResult file, CaseResult result) {
        xml.append("    <testcase")
                .append(attribute("classname", suite(file.path())))
                .append(attribute("name", result.test().name()))
                .append(attribute("time", seconds(result.took())));
        if (result.passed()) {
            xml.append("/>\n");
            return;
        }
        xml.append(">\n      <failure")
                .append(attribute("message", result.failures().get(0)))
                .append(">")
                .append(escaped(String.join("\n", result.failures()) + "\n" + String.join("\n", result.seen())))
                .append("</failure>\n    </testcase>\n");
    }

    /** Build servers read it as a package and a class: {@code routes.quote}. */
    private static String suite(Path file) {
        String path = file.normalize().toString().replaceFirst("[.]test[.]yaml$", "");
        return path.replaceFirst("^[/.]+", "").replace('.', '_').replace('/', '.');
    }

    private static String attribute(String name, String value) {
        return " " + name + "=\"" + escaped(value).replace("\n", "&#10;") + "\"";
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.3f", time.toMillis() / 1000.0);
    }

    /** XML 1.0 cannot hold other control characters at all. */
    private static String escaped(String text) {
        return text.replaceAll("[^\\t\\n\\r\\x20-\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]", "\uFFFD")
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
