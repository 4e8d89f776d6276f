package dev.quotewell.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RedisProbeTest {

    @Test
    void it_asks_for_the_rights_that_the_application_is_given() throws IOException {
        String users = Files.readString(Path.of("config/redis-users.acl"));
        String application = users.replaceFirst("(?s)^.*\\nuser quotewell ", "").replaceFirst("(?s)\\n#.*$", "");
        List<String> given = Stream.of(application.split("\\s+", -1))
                .filter(word -> word.startsWith("+"))
                .map(word -> word.substring(1))
                .toList();

        assertThat(String.join(" ", RedisProbe.COMMANDS).split(" ", -1)).containsExactlyInAnyOrderElementsOf(given);
    }
}
