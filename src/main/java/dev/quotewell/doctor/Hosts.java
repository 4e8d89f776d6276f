package dev.quotewell.doctor;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** Whether hosts answer: connects, and shakes hands where TLS is spoken. Asks them nothing, so it costs no quota. */
final class Hosts {

    private static final Pattern HEALTH = Pattern.compile("\"status\"\\s*:\\s*\"(UP|DOWN)\"");

    private final Duration patience;

    /** @param patience for connecting and for the handshake, each */
    Hosts(Duration patience) {
        this.patience = patience;
    }

    /** Why there is no answer; empty when there is one. */
    Optional<String> whyUnreachable(URI url) {
        boolean tls = "https".equals(url.getScheme());
        int port = url.getPort() > 0 ? url.getPort() : tls ? 443 : 80;
        InetSocketAddress address = new InetSocketAddress(url.getHost(), port);
        if (address.isUnresolved()) {
            return Optional.of("there is no host " + url.getHost());
        }
        int millis = Math.toIntExact(patience.toMillis());
        try (Socket socket = new Socket()) {
            socket.connect(address, millis);
            socket.setSoTimeout(millis);
            if (tls) {
                shakeHands(socket, url.getHost(), port);
            }
            return Optional.empty();
        } catch (SocketTimeoutException e) {
            return Optional.of(url.getHost() + ":" + port + " says nothing for " + patience.toSeconds() + " s");
        } catch (ConnectException e) {
            return Optional.of(url.getHost() + ":" + port + " refuses the connection");
        } catch (SSLException e) {
            return Optional.of(url.getHost() + " shows no certificate that is trusted for it");
        } catch (IOException e) {
            return Optional.of(url.getHost() + ":" + port + ": " + e.getClass().getSimpleName());
        }
    }

    /** Whether a Quotewell serves this URL: by its health, a problem, or a certificate that is not known here. */
    boolean isQuotewell(URI url) {
        try {
            HttpResponse<String> response = HttpClient.newBuilder()
                    .connectTimeout(patience)
                    .build()
                    .send(HttpRequest.newBuilder(url).timeout(patience).build(), BodyHandlers.ofString());
            return isOurs(response);
        } catch (SSLException e) {
            return true;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Other servers tell of a {@code "status"} as well, by its number. */
    private static boolean isOurs(HttpResponse<String> response) {
        return response.headers().firstValue("content-type").orElse("").startsWith("application/problem+json")
                || HEALTH.matcher(response.body()).find();
    }

    private static void shakeHands(Socket socket, String host, int port) throws IOException {
        SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
        try (SSLSocket secure = (SSLSocket) factory.createSocket(socket, host, port, true)) {
            SSLParameters parameters = secure.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secure.setSSLParameters(parameters);
            secure.startHandshake();
        }
    }
}
