package dev.quotewell;

import dev.quotewell.message.WebhookSigner;
import dev.quotewell.settings.InvalidSettingsException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;

/**
 * Where events are posted, as {@code events.webhook.url} has it: checked at the start, since a fault would else be told
 * at the first event.
 *
 * @param url empty for nowhere
 */
record WebhookTarget(String url) {

    private static final String KEY = "events.webhook.url";
    private static final String SECRET = "EVENTS_WEBHOOK_SECRET";

    /** Throws {@link InvalidSettingsException} for a URL that cannot be posted to, or that has no secret. */
    static WebhookTarget of(Map<String, String> settings, Secrets secrets) {
        String url = settings.getOrDefault(KEY, "").strip();
        if (!url.isEmpty()) {
            requireValid(url);
            requireSecret(secrets);
        }
        return new WebhookTarget(url);
    }

    boolean isEnabled() {
        return !url.isEmpty();
    }

    private static void requireValid(String url) {
        try {
            URI uri = new URI(url);
            boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (http && uri.getHost() != null && uri.getUserInfo() == null && uri.getFragment() == null) {
                return;
            }
        } catch (URISyntaxException e) {
            // Told below, without its message: that quotes the URL, which may hold a secret.
        }
        throw new InvalidSettingsException(List.of(KEY
                + ": found what is no such URL, must be http://host/path or https://host/path, without a user and"
                + " without a fragment, or empty for no webhook"));
    }

    private static void requireSecret(Secrets secrets) {
        try {
            WebhookSigner.of(secrets.find(SECRET));
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingsException(List.of(KEY + " is set, but " + SECRET + " (or the file that " + SECRET
                    + "_FILE names) cannot sign: " + e.getMessage()));
        }
    }
}
