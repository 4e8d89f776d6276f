import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Many callers at once, each with a connection of its own and one request: all connect first, then all ask, then all
 * are waited for. {@code java Callers.java COUNT SECONDS URL...}; the URLs take turns, and {@code {abc}} in one becomes
 * three letters, others for each caller. Prints how many got which status, and when the first and the last was answered.
 */
final class Callers {

    /** Fewer than a listening socket keeps waiting. */
    private static final int CONNECTING_AT_ONCE = 100;

    private static final Pattern LENGTH = Pattern.compile("\r\ncontent-length: *(\\d+)", Pattern.CASE_INSENSITIVE);

    private static final class Caller {
        final URI url;
        final ByteBuffer answer = ByteBuffer.allocate(2048);
        ByteBuffer request;

        Caller(URI url) {
            this.url = url;
            String path = url.getRawQuery() == null ? url.getRawPath() : url.getRawPath() + "?" + url.getRawQuery();
            request = ByteBuffer.wrap(("GET " + path + " HTTP/1.1\r\nHost: " + url.getAuthority() + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
        }

        /** The status once the answer is whole, else empty. */
        String status() {
            String text = new String(answer.array(), 0, answer.position(), StandardCharsets.ISO_8859_1);
            int end = text.indexOf("\r\n\r\n");
            if (end < 0) {
                return "";
            }
            Matcher length = LENGTH.matcher(text.substring(0, end));
            boolean whole = !length.find() || text.length() >= end + 4 + Integer.parseInt(length.group(1));
            return whole || !answer.hasRemaining() ? text.substring(9, 12) : "";
        }
    }

    public static void main(String[] args) throws IOException {
        int count = Integer.parseInt(args[0]);
        long patienceNanos = Long.parseLong(args[1]) * 1_000_000_000L;
        Selector selector = Selector.open();
        List<SelectionKey> callers = new ArrayList<>();
        int connected = 0;
        for (int i = 0; i < count; i++) {
            Caller caller = new Caller(URI.create(args[2 + i % (args.length - 2)].replace("{abc}", letters(i))));
            SocketChannel channel = SocketChannel.open();
            channel.configureBlocking(false);
            channel.connect(new InetSocketAddress(caller.url.getHost(), caller.url.getPort()));
            callers.add(channel.register(selector, SelectionKey.OP_CONNECT, caller));
            while (callers.size() - connected >= CONNECTING_AT_ONCE) {
                connected += connect(selector);
            }
        }
        while (connected < count) {
            connected += connect(selector);
        }

        long start = System.nanoTime();
        TreeMap<String, Integer> statuses = new TreeMap<>();
        for (SelectionKey key : callers) {
            Caller caller = (Caller) key.attachment();
            ((SocketChannel) key.channel()).write(caller.request);
            key.interestOps(SelectionKey.OP_READ);
        }
        int open = count;
        long first = 0;
        long last = 0;
        while (open > 0 && System.nanoTime() - start < patienceNanos) {
            selector.select(200);
            for (SelectionKey key : selector.selectedKeys()) {
                String status = read(key);
                if (!status.isEmpty()) {
                    last = System.nanoTime() - start;
                    first = first == 0 ? last : first;
                    statuses.merge(status, 1, Integer::sum);
                    open--;
                    key.cancel();
                    key.channel().close();
                }
            }
            selector.selectedKeys().clear();
        }
        if (open > 0) {
            statuses.put("unanswered", open);
        }
        StringBuilder line = new StringBuilder();
        statuses.forEach((status, number) -> line.append(status).append('=').append(number).append(' '));
        System.out.println(line + "first=" + first / 1_000_000 + "ms last=" + last / 1_000_000 + "ms");
    }

    private static String letters(int number) {
        return "" + (char) ('A' + number / 676 % 26) + (char) ('A' + number / 26 % 26) + (char) ('A' + number % 26);
    }

    private static int connect(Selector selector) throws IOException {
        selector.select();
        int connected = 0;
        for (SelectionKey key : selector.selectedKeys()) {
            if (key.isConnectable() && ((SocketChannel) key.channel()).finishConnect()) {
                key.interestOps(0);
                connected++;
            }
        }
        selector.selectedKeys().clear();
        return connected;
    }

    /** The status, {@code lost} when the connection ended before it, or empty while there is more to come. */
    private static String read(SelectionKey key) {
        Caller caller = (Caller) key.attachment();
        try {
            int read = ((SocketChannel) key.channel()).read(caller.answer);
            String status = caller.status();
            return status.isEmpty() && read < 0 ? "lost" : status;
        } catch (IOException e) {
            return "lost";
        }
    }
}
