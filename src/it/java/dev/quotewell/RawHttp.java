package dev.quotewell;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sends bytes as they are, and reads what comes back until the connection ends or one answer is whole. */
final class RawHttp {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int DRIP_MILLIS = 50;
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)\r\n");

    private RawHttp() {}

    /** Text as bytes: a character is a byte. Empty when the connection was closed without an answer. */
    static String send(URI api, String request) {
        return talk(api, request, false);
    }

    /** The same, then one more byte every now and then, for as long as somebody listens. */
    static String drip(URI api, String request) {
        return talk(api, request, true);
    }

    private static String talk(URI api, String request, boolean drips) {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        try (Socket socket = new Socket(api.getHost(), api.getPort())) {
            socket.setSoTimeout(drips ? DRIP_MILLIS : (int) PATIENCE.toMillis());
            write(socket, request);
            long until = System.nanoTime() + PATIENCE.toNanos();
            while (!isWhole(answer)) {
                if (System.nanoTime() > until) {
                    throw new AssertionError("Neither answered nor closed: " + answer);
                }
                try {
                    int read = socket.getInputStream().read();
                    if (read < 0) {
                        break;
                    }
                    answer.write(read);
                    drain(socket.getInputStream(), answer);
                } catch (SocketTimeoutException e) {
                    if (drips) {
                        write(socket, "x");
                    }
                }
            }
        } catch (SocketException e) {
            // Reset: it was closed while we still sent.
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return answer.toString(StandardCharsets.ISO_8859_1);
    }

    private static void drain(InputStream in, ByteArrayOutputStream answer) throws IOException {
        int ready = in.available();
        if (ready > 0) {
            answer.write(in.readNBytes(ready));
        }
    }

    private static void write(Socket socket, String text) throws IOException {
        try {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
        } catch (SocketException e) {
            // It stopped listening, but may have answered before.
        }
    }

    private static boolean isWhole(ByteArrayOutputStream answer) {
        String text = answer.toString(StandardCharsets.ISO_8859_1);
        int body = text.indexOf("\r\n\r\n");
        Matcher length = LENGTH.matcher(text);
        return body >= 0 && length.find() && text.length() >= body + 4 + Integer.parseInt(length.group(1));
    }

    static int status(String answer) {
        return Integer.parseInt(answer.substring("HTTP/1.1 ".length(), "HTTP/1.1 ".length() + 3));
    }

    static boolean hasHeader(String answer, String header) {
        return answer.toLowerCase(Locale.ROOT).contains("\r\n" + header.toLowerCase(Locale.ROOT));
    }
}
