package dev.quotewell.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** An application with an embedded Redis in another JVM, which may be killed as a user kills it. */
final class OtherRun implements AutoCloseable {

    private final Process process;
    private final String firstLine;

    private OtherRun(Process process, String firstLine) {
        this.process = process;
        this.firstLine = firstLine;
    }

    /** What runs in the other JVM: it prints the server's process id, or the fault, and stays until it is ended. */
    public static void main(String[] arguments) throws IOException {
        try {
            EmbeddedRedis redis = EmbeddedRedis.start(Path.of(arguments[0]));
            Runtime.getRuntime().addShutdownHook(new Thread(redis::close));
            System.out.println(redis.processId());
        } catch (EmbeddedRedisException e) {
            System.out.println(e.getMessage());
            return;
        }
        System.in.read();
    }

    static OtherRun start(Path directory) throws IOException {
        ProcessBuilder command = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-classpath",
                System.getProperty("java.class.path"),
                OtherRun.class.getName(),
                directory.toString());
        // So that the log has nothing to do with what the test reads, and the bundled binary is used.
        command.environment().put("PATH", "");
        Process process = command.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        return new OtherRun(process, readResult(process));
    }

    private static String readResult(Process process) throws IOException {
        BufferedReader output = process.inputReader(UTF_8);
        String line = output.readLine();
        while (line != null && line.contains("dev.quotewell.")) {
            line = output.readLine();
        }
        return String.valueOf(line);
    }

    String firstLine() {
        return firstLine;
    }

    long processId() {
        return process.pid();
    }

    ServerProcess server() {
        return ServerProcess.find(Long.parseLong(firstLine)).orElseThrow();
    }

    /** As Ctrl-C or a service manager does: shutdown hooks run. */
    void terminate() throws InterruptedException {
        process.destroy();
        process.waitFor(30, TimeUnit.SECONDS);
    }

    /** SIGKILL: nothing of the application runs any more. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor(30, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
