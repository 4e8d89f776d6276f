package dev.quotewell.doctor;

import dev.quotewell.redis.RedisProbe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Whether a Redis keeps what the outbox, request ids and budgets need, and has room and time for us. */
final class RedisJudge {

    private static final String ABOUT = "redis";
    private static final String CONF = "as config/redis.conf has it";

    private static final double FULL = 0.9;
    private static final double FILLING = 0.75;
    private static final double CROWDED = 0.8;
    private static final long MEGABYTE = 1 << 20;
    private static final Duration SLOW = Duration.ofMillis(5);
    private static final Duration CLOCK_OFF = Duration.ofSeconds(2);

    /**
     * How Redis is reached.
     *
     * @param embedded it is ours, for a laptop
     * @param loopback it is on this machine
     * @param user who logs in; empty when nobody does
     * @param timeout how long a command may take
     */
    record Reach(boolean embedded, boolean loopback, boolean tls, String user, Duration timeout) {}

    private final Reach reach;
    private final List<Finding> findings = new ArrayList<>();

    private RedisJudge(Reach reach) {
        this.reach = reach;
    }

    static List<Finding> judge(RedisProbe.Found found, Reach reach) {
        RedisJudge judge = new RedisJudge(reach);
        for (Map<String, String> info : found.servers()) {
            judge.version(info);
            judge.role(info);
            judge.persistence(info);
            judge.policy(info);
            judge.memory(info);
            judge.clients(info);
        }
        judge.latency(found.latency());
        judge.clock(found.ahead());
        judge.rights(found);
        judge.transport();
        return List.copyOf(judge.findings);
    }

    private void version(Map<String, String> info) {
        String version = info.getOrDefault("redis_version", "");
        String product =
                info.containsKey("valkey_version") ? "Valkey " + info.get("valkey_version") : "Redis " + version;
        if (version.matches("[0-5]\\..*|6\\.[01]\\..*")) {
            fault(product + " is too old", "Use Redis or Valkey 6.2 or newer");
        } else {
            ok(product + (reach.embedded() ? ", embedded" : ""));
        }
    }

    private void role(Map<String, String> info) {
        if (info.getOrDefault("role", "master").equals("slave")) {
            fault("It is a replica, which takes no writes", "Name its master in quotewell.redis.uri, or the Sentinels");
        }
    }

    private void persistence(Map<String, String> info) {
        if (info.getOrDefault("loading", "0").equals("1")) {
            fault(
                    "It still reads its data",
                    "Wait: " + info.getOrDefault("loading_eta_seconds", "some") + " s are left");
        }
        if (!info.getOrDefault("aof_enabled", "0").equals("1")) {
            warning(
                    "appendonly is no: a crash loses events that no sink has yet, requests that nobody has answered"
                            + " yet, and the count of the budgets",
                    "Set appendonly yes, " + CONF);
        } else if (!info.getOrDefault("aof_last_write_status", "ok").equals("ok")) {
            fault("The append-only file cannot be written", "Look at the space and the rights of Redis' data folder");
        } else {
            ok("appendonly is yes: a crash loses the last second at most");
        }
        if (!info.getOrDefault("rdb_last_bgsave_status", "ok").equals("ok")) {
            warning("The last snapshot failed", "Look into the log of Redis: space on disk, or memory to fork");
        }
    }

    private void policy(Map<String, String> info) {
        String policy = info.getOrDefault("maxmemory_policy", "noeviction");
        if (policy.equals("noeviction")) {
            ok("maxmemory-policy is noeviction: nothing is thrown away for lack of room");
        } else {
            fault(
                    "maxmemory-policy is " + policy + ": a full Redis throws "
                            + (policy.startsWith("allkeys")
                                    ? "away events of the outbox and requests"
                                    : "away budgets, leases and request ids before records: calls over a limit,"
                                            + " requests answered twice"),
                    "Set maxmemory-policy noeviction, " + CONF + ": entries end by themselves");
        }
        if (number(info, "evicted_keys") > 0) {
            warning(
                    number(info, "evicted_keys") + " keys were thrown away for lack of room since it started",
                    "Give it more memory, or look who set another policy");
        }
    }

    private void memory(Map<String, String> info) {
        long used = number(info, "used_memory");
        long most = number(info, "maxmemory");
        if (most == 0) {
            String held = "maxmemory is not set; " + megabytes(used) + " are in use";
            if (reach.embedded()) {
                ok(held);
            } else {
                warning(
                        held + ", and it may take all of the machine until the system ends it",
                        "Set maxmemory to half of what it may have, " + CONF);
            }
            return;
        }
        String held = megabytes(used) + " of " + megabytes(most) + " are in use";
        if (used >= FULL * most) {
            fault(held + ": schedules wait, and soon nothing can be stored", room());
        } else if (used >= FILLING * most) {
            warning(held, room());
        } else {
            ok(held);
        }
    }

    private static String room() {
        return "Raise maxmemory, see what takes it (./quotewell cache stats, ./quotewell outbox show), or evict a"
                + " dataset";
    }

    private void clients(Map<String, String> info) {
        long connected = number(info, "connected_clients");
        long most = number(info, "maxclients");
        String held = connected + (most > 0 ? " of " + most : "") + " clients are connected";
        if (most > 0 && connected >= CROWDED * most) {
            warning(held, "Raise maxclients, or find who opens them: CLIENT LIST");
        } else {
            ok(held);
        }
        if (number(info, "rejected_connections") > 0) {
            warning(
                    number(info, "rejected_connections") + " connections were refused since it started",
                    "Raise maxclients");
        }
    }

    private void latency(Duration latency) {
        String told = "A round trip takes " + milliseconds(latency);
        if (latency.compareTo(reach.timeout().dividedBy(2)) >= 0) {
            fault(
                    told + ", and quotewell.redis.timeout is " + reach.timeout().toMillis() + " ms",
                    "Bring Redis nearer, see what holds it up (SLOWLOG GET), or raise the time-out");
        } else if (latency.compareTo(SLOW) > 0 && !reach.embedded()) {
            warning(told, "Bring Redis nearer, or see what holds it up: SLOWLOG GET, LATENCY LATEST");
        } else {
            ok(told);
        }
    }

    private void clock(Duration ahead) {
        Duration off = ahead.abs();
        String told = "Its clock and that of this machine differ by " + milliseconds(off);
        if (off.compareTo(CLOCK_OFF) > 0) {
            warning(told + "; ages are measured by its clock, log lines by ours", "Have both follow NTP");
        } else {
            ok(told);
        }
    }

    private void rights(RedisProbe.Found found) {
        String user = reach.user().isEmpty() ? "Nobody logs in" : "The user " + reach.user() + " logs in";
        if (!found.refused().isEmpty()) {
            fault(
                    user + " and may not use "
                            + String.join(", ", found.refused().keySet()),
                    "Give it the rights of the user quotewell in config/redis-users.acl");
        }
        if (found.cannotWrite() != null) {
            fault(
                    "Nothing can be stored: " + found.cannotWrite(),
                    "Until then records are loaded for each caller anew");
        }
        if (reach.embedded()) {
            return;
        }
        if (reach.user().isEmpty() && found.administers() && !reach.loopback()) {
            fault(
                    "It lets everybody in without a password",
                    "Set an aclfile, " + CONF + ", and name the user in quotewell.redis.uri");
        } else if (found.administers()) {
            warning(
                    reach.user().isEmpty()
                            ? "It asks for no password, and whoever reaches it may also administer it"
                            : user + ", and may also administer Redis",
                    "Give the application a user of its own: config/redis-users.acl");
        } else if (found.refused().isEmpty()) {
            ok(user + " and may do what it needs, and no more");
        }
    }

    private void transport() {
        if (reach.tls()) {
            ok("It is reached by TLS");
        } else if (!reach.loopback()) {
            warning(
                    "It is reached over the network in clear",
                    "Use rediss:// and quotewell.redis.tls.ca, or a network that nobody else is on");
        }
    }

    private void ok(String found) {
        findings.add(Finding.ok(ABOUT, found));
    }

    private void warning(String found, String advice) {
        findings.add(Finding.warning(ABOUT, found, advice));
    }

    private void fault(String found, String advice) {
        findings.add(Finding.fault(ABOUT, found, advice));
    }

    private static long number(Map<String, String> info, String field) {
        String text = info.getOrDefault(field, "0");
        return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
    }

    private static String megabytes(long bytes) {
        return bytes < MEGABYTE ? (bytes >> 10) + " KB" : bytes / MEGABYTE + " MB";
    }

    private static String milliseconds(Duration time) {
        return Math.round(time.toNanos() / 10_000.0) / 100.0 + " ms";
    }
}
