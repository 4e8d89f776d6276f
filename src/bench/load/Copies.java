import dev.quotewell.cache.CacheKey;
import dev.quotewell.redis.RedisKeys;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Copies the entry of one quote in Redis under the keys X000000 and up, whatever the format of an entry is:
 * {@code java -cp CLASSES Copies.java PORT SYMBOL COUNT}.
 */
final class Copies {

    private static final int BATCH = 1000;
    private static final String KEPT_MILLIS = "7200000";

    private final OutputStream out;
    private final DataInputStream in;

    private Copies(Socket redis) throws IOException {
        out = new BufferedOutputStream(redis.getOutputStream(), 1 << 16);
        in = new DataInputStream(new BufferedInputStream(redis.getInputStream()));
    }

    public static void main(String[] args) throws IOException {
        try (Socket redis = new Socket("127.0.0.1", Integer.parseInt(args[0]))) {
            new Copies(redis).copy(args[1], Integer.parseInt(args[2]));
        }
    }

    private void copy(String symbol, int count) throws IOException {
        RedisKeys keys = new RedisKeys("qw:");
        command("GET".getBytes(StandardCharsets.US_ASCII), name(keys, symbol));
        byte[] entry = bulk();
        for (int first = 0; first < count; first += BATCH) {
            int end = Math.min(count, first + BATCH);
            for (int i = first; i < end; i++) {
                command(
                        ascii("SET"),
                        name(keys, String.format("X%06d", i)),
                        entry,
                        ascii("PX"),
                        ascii(KEPT_MILLIS));
            }
            out.flush();
            for (int i = first; i < end; i++) {
                String answer = line();
                if (!answer.equals("+OK")) {
                    throw new IOException("Redis answered " + answer);
                }
            }
        }
    }

    private static byte[] name(RedisKeys keys, String symbol) {
        return ascii(keys.entry(new CacheKey("quote", symbol)));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private void command(byte[]... words) throws IOException {
        out.write(ascii("*" + words.length + "\r\n"));
        for (byte[] word : words) {
            out.write(ascii("$" + word.length + "\r\n"));
            out.write(word);
            out.write(ascii("\r\n"));
        }
    }

    private byte[] bulk() throws IOException {
        out.flush();
        String header = line();
        if (!header.startsWith("$") || header.equals("$-1")) {
            throw new IOException("There is no entry to copy: Redis answered " + header);
        }
        byte[] value = new byte[Integer.parseInt(header.substring(1))];
        in.readFully(value);
        line();
        return value;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\r'; c = in.read()) {
            if (c < 0) {
                throw new IOException("Redis closed the connection");
            }
            line.append((char) c);
        }
        in.read();
        return line.toString();
    }
}
