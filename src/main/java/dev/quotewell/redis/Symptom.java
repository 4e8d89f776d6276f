package dev.quotewell.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandInterruptedException;
import io.lettuce.core.RedisException;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a failed command tells about the state of its server. */
enum Symptom {
    /** It gives no answer, or none to any command: there is no use in asking on. */
    AWAY,
    /** It answers, and may be read, but keeps nothing. */
    CANNOT_STORE,
    /** Nothing: this one command was wrong. */
    NONE;

    private static final Set<String> USELESS =
            Set.of("LOADING", "MASTERDOWN", "CLUSTERDOWN", "BUSY", "NOAUTH", "WRONGPASS");
    private static final Set<String> UNWILLING = Set.of("OOM", "READONLY", "MISCONF", "NOREPLICAS", "NOPERM");

    // Until 6.2 an error inside a script is told as "ERR Error running script (call to …): …: -OOM command not …".
    private static final Pattern INSIDE_SCRIPT = Pattern.compile("^ERR Error running script .*?-([A-Z]+) ");
    /** How Netty tells of the system: "finishConnect(..) failed with error(-111): Connection refused". */
    private static final Pattern SYSTEM_CALL =
            Pattern.compile("^\\w+\\(\\.\\.\\) failed(?: with error\\(-?\\d+\\))?: ");

    private static final Pattern CODE = Pattern.compile("^-?([A-Z]+)\\b");

    static Symptom of(Throwable failure) {
        Throwable cause = cause(failure);
        if (cause instanceof RedisCommandExecutionException) {
            String code = code(String.valueOf(cause.getMessage()));
            if (USELESS.contains(code)) {
                return AWAY;
            }
            return UNWILLING.contains(code) ? CANNOT_STORE : NONE;
        }
        boolean interrupted = cause instanceof RedisCommandInterruptedException;
        boolean silent =
                cause instanceof RedisException || cause instanceof IOException || cause instanceof TimeoutException;
        return silent && !interrupted ? AWAY : NONE;
    }

    /** The first word of an error reply, such as {@code OOM}. */
    static String code(String reply) {
        Matcher script = INSIDE_SCRIPT.matcher(reply);
        if (script.find()) {
            return script.group(1);
        }
        Matcher code = CODE.matcher(reply);
        return code.find() ? code.group(1) : "";
    }

    /** An error reply without what only names the script that met it. */
    static String brief(String reply) {
        int code = Math.max(0, reply.indexOf(code(reply) + " "));
        int script = reply.indexOf(" script: ", code);
        return reply.substring(code, script < 0 ? reply.length() : script);
    }

    static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    /** The innermost reason, in one line. */
    static String reason(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        String message = root.getMessage();
        return message == null
                ? root.getClass().getSimpleName()
                : SYSTEM_CALL.matcher(message.lines().findFirst().orElse("")).replaceFirst("");
    }
}
