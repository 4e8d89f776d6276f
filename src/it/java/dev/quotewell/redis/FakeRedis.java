package dev.quotewell.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** Speaks just enough of Redis' protocol to answer every command with the same error, while told to. */
final class FakeRedis implements AutoCloseable {

    private final ServerSocket socket;
    private final AtomicInteger reads = new AtomicInteger();
    private volatile String error = "";

    FakeRedis() {
        try {
            socket = new ServerSocket(0, 10, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon(this::accept);
    }

    String uri() {
        return "redis://127.0.0.1:" + socket.getLocalPort();
    }

    /** Empty: it answers well again. */
    void answersWith(String reply) {
        error = reply;
    }

    /** How many of the commands were no part of connecting and no probe. */
    int reads() {
        return reads.get();
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "fake-redis");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = socket.accept();
                daemon(() -> serve(client));
            }
        } catch (IOException e) {
            // Closed: the test is over.
        }
    }

    private void serve(Socket client) {
        try (client) {
            BufferedReader in = new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8));
            OutputStream out = client.getOutputStream();
            String line = in.readLine();
            while (line != null) {
                int parts = Integer.parseInt(line.substring(1));
                String name = "";
                for (int i = 0; i < parts; i++) {
                    in.readLine();
                    String part = in.readLine();
                    name = i == 0 ? part.toUpperCase(Locale.ROOT) : name;
                }
                out.write((answer(name) + "\r\n").getBytes(UTF_8));
                out.flush();
                line = in.readLine();
            }
        } catch (IOException e) {
            // The client went.
        }
    }

    private String answer(String command) {
        if (command.equals("HELLO")) {
            return "-ERR unknown command 'HELLO'";
        }
        if (command.equals("MGET")) {
            reads.incrementAndGet();
        }
        if (!error.isEmpty()) {
            return "-" + error;
        }
        return switch (command) {
            case "PING" -> "+PONG";
            case "MGET" -> "*1\r\n$-1";
            default -> "+OK";
        };
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
