package dev.quotewell.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A few plain commands to a server on this machine, in RESP2. Not Lettuce: this also runs in a shutdown hook and against
 * a port behind which a stranger may listen, so it starts no thread, waits a bounded time and reads a bounded answer.
 */
final class RespConnection implements AutoCloseable {

    private static final int MAX_BYTES = 1 << 20;
    private static final int MAX_ITEMS = 1 << 10;

    private final Socket socket;
    private final InputStream in;

    private RespConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    /** {@code timeout} holds for connecting and for each answer. */
    static RespConnection open(int port, Duration timeout) throws IOException {
        int timeoutMillis = Math.toIntExact(timeout.toMillis());
        Socket socket = new Socket();
        try {
            socket.setSoTimeout(timeoutMillis);
            socket.connect(
                    new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port), timeoutMillis);
            return new RespConnection(socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /**
     * The answer as a flat list: one item for a string or a number, none for a null.
     *
     * @throws IOException on an error reply as well, with its text
     */
    List<String> ask(String... words) throws IOException {
        StringBuilder command = new StringBuilder("*" + words.length + "\r\n");
        for (String word : words) {
            command.append('$').append(word.getBytes(UTF_8).length).append("\r\n");
            command.append(word).append("\r\n");
        }
        socket.getOutputStream().write(command.toString().getBytes(UTF_8));
        List<String> items = new ArrayList<>();
        readReply(items);
        return items;
    }

    private void readReply(List<String> items) throws IOException {
        String line = readLine();
        String rest = line.isEmpty() ? "" : line.substring(1);
        switch (line.isEmpty() ? ' ' : line.charAt(0)) {
            case '+', ':' -> items.add(rest);
            case '-' -> throw new IOException(rest);
            case '$' -> readBulk(length(rest, MAX_BYTES), items);
            case '*' -> {
                int count = length(rest, MAX_ITEMS);
                for (int i = 0; i < count; i++) {
                    readReply(items);
                }
            }
            default -> throw new IOException("not an answer of Redis");
        }
    }

    private void readBulk(int length, List<String> items) throws IOException {
        if (length < 0) {
            return;
        }
        byte[] bytes = in.readNBytes(length + 2);
        if (bytes.length < length + 2) {
            throw new EOFException("connection closed within an answer");
        }
        items.add(new String(bytes, 0, length, UTF_8));
    }

    private String readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("connection closed before an answer");
            }
            if (line.size() > MAX_BYTES) {
                throw new IOException("not an answer of Redis");
            }
            line.write(b);
        }
        return line.toString(UTF_8).stripTrailing();
    }

    private static int length(String digits, int max) throws IOException {
        try {
            int length = Integer.parseInt(digits);
            if (length <= max) {
                return length;
            }
        } catch (NumberFormatException e) {
            throw new IOException("not an answer of Redis", e);
        }
        throw new IOException("longer answer than expected");
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
