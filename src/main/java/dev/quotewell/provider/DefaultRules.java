package dev.quotewell.provider;

import java.util.Optional;

/** What a reply means that no rule of its provider's file is about: its HTTP status, and whether it is JSON at all. */
final class DefaultRules {

    private DefaultRules() {}

    static Optional<FailureClass> find(Reply reply) {
        int status = reply.status();
        if (status < 200 || status >= 300) {
            return Optional.of(byStatus(status, reply.isHtml()));
        }
        if (status == 204) {
            return Optional.of(FailureClass.NO_DATA);
        }
        if (reply.tree().isPresent()) {
            return Optional.empty();
        }
        // A page where data should be is a gate in front of the provider: a captcha, a login, a notice.
        return Optional.of(reply.isHtml() ? FailureClass.BLOCKED : FailureClass.MALFORMED);
    }

    private static FailureClass byStatus(int status, boolean html) {
        return switch (status) {
            case 401, 407 -> FailureClass.AUTH;
            case 402 -> FailureClass.NOT_ENTITLED;
            case 403 -> html ? FailureClass.BLOCKED : FailureClass.NOT_ENTITLED;
            case 404, 410 -> FailureClass.UNKNOWN_SYMBOL;
            case 408 -> FailureClass.PROVIDER_FAULT;
            case 429 -> FailureClass.RATE_LIMITED;
            case 451 -> FailureClass.BLOCKED;
            default -> status >= 400 && status < 500 ? FailureClass.BAD_REQUEST : FailureClass.PROVIDER_FAULT;
        };
    }
}
