package dev.quotewell.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quotewell.access.ApiKey;
import dev.quotewell.access.KeyHash;
import dev.quotewell.access.Role;
import dev.quotewell.json.Json;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code quotewell key}: makes a key of the API; keeps nothing of it. */
@Command(
        name = "key",
        description =
                "Makes a random key of the HTTP API: the key to the terminal, once, and its line for the file that"
                        + " quotewell.api.keys-file names, which holds only a hash of it.",
        footer = {
            "",
            "Examples:",
            "  quotewell key grafana --role read",
            "  quotewell key orders --role read,request >> config/api-keys.yaml",
            "                                   the key is shown, its line goes to the file",
            "",
            "Exit codes: 0 made, 2 wrong use"
        })
public final class KeyCommand implements Callable<Integer> {

    private static final int BYTES = 32;

    /** What a shell offers. */
    static final class Roles extends ArrayList<String> {
        Roles() {
            super(Arrays.stream(Role.values()).map(Role::code).toList());
        }
    }

    /** So that scanners for leaked secrets, and people, see what it is. */
    private static final String PREFIX = "qw_";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "NAME",
            description = "Who is to have it: up to 40 lowercase letters, digits and hyphens. The log names it so.")
    private String name = "";

    @Option(
            names = "--role",
            required = true,
            split = ",",
            hideParamSyntax = true,
            completionCandidates = Roles.class,
            paramLabel = "ROLE[,ROLE...]",
            description = "read (records, metrics, health), request (sends requests), operate (all else), or several"
                    + " with commas between them.")
    private List<String> roles = List.of();

    @Option(names = "--json", description = "Print the key, too, as one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        if (!name.matches(ApiKey.NAME)) {
            throw wrongUse("Found the name '" + name
                    + "', allowed are up to 40 lowercase letters, digits and hyphens, a letter first");
        }
        Set<Role> granted = EnumSet.noneOf(Role.class);
        for (String role : roles) {
            granted.add(Role.find(role)
                    .orElseThrow(() -> wrongUse("Found the role '" + role + "', allowed are read, request, operate")));
        }
        byte[] random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        String key = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        String codes = granted.stream().map(Role::code).collect(Collectors.joining(", "));
        String line =
                name + ": { roles: [" + codes + "], sha256: " + KeyHash.of(key).hex() + " }";
        print(key, line);
        return 0;
    }

    /** Only the line is output, so that it can go straight to the file. */
    private void print(String key, String line) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            ObjectNode object = Json.mapper().createObjectNode();
            out.println(object.put("name", name).put("key", key).put("line", line));
        } else {
            PrintWriter terminal = spec.commandLine().getErr();
            terminal.println("The key, shown this once: " + key);
            terminal.println("Its line for the file that quotewell.api.keys-file names:");
            terminal.flush();
            out.println(line);
        }
        out.flush();
    }

    private CommandLine.ParameterException wrongUse(String message) {
        return new CommandLine.ParameterException(spec.commandLine(), message);
    }
}
