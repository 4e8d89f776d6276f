package dev.quotewell.cli;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import picocli.CommandLine;

/** Stands in for the API of a running Quotewell: remembers what it was asked, and gives always the same answer. */
final class FakeApi implements AutoCloseable {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private volatile int status = 200;
    private volatile String answer;

    FakeApi(String answer) throws IOException {
        this.answer = answer;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", http -> {
            asked.add(http.getRequestMethod() + " " + http.getRequestURI());
            byte[] body = this.answer.getBytes(StandardCharsets.UTF_8);
            http.sendResponseHeaders(status, body.length);
            http.getResponseBody().write(body);
            http.close();
        });
        server.start();
    }

    void answers(int nextStatus, String nextAnswer) {
        status = nextStatus;
        answer = nextAnswer;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Method, path and query of each request. */
    List<String> asked() {
        return asked;
    }

    /** Runs a command against it; its exit code. */
    int run(Object command, String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--api", url()));
        return new CommandLine(command)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all.toArray(String[]::new));
    }

    String out() {
        return out.toString();
    }

    String err() {
        return err.toString();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
