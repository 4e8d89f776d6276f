package dev.quotewell.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandType;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GuardTest {

    private final Exception cutOff = new IllegalStateException("RedisHandshakeHandler not registered");

    private final Guard guard = new Guard(() -> 0);
    private final LogLines log = new LogLines();

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void tells_what_the_server_refused_not_that_a_connection_was_cut_off_before_it_was_heard() {
        guard.cannotReconnect(cutOff);
        rejectCommands();
        assertThat(guard.refuses("Redis")).isFalse();

        guard.cannotReconnect(new RedisCommandExecutionException("WRONGPASS invalid username-password pair"));
        guard.cannotReconnect(cutOff);
        rejectCommands();

        assertThat(guard.refuses("Redis")).isTrue();
        assertThat(log.lines()).singleElement().asString().startsWith("WARN Redis gives no answer (WRONGPASS");
    }

    @Test
    void a_server_that_cuts_off_each_connection_is_away() {
        IntStream.range(0, 3).forEach(i -> guard.cannotReconnect(cutOff));
        rejectCommands();

        assertThat(log.lines())
                .singleElement()
                .asString()
                .startsWith("WARN Redis gives no answer (it ends each connection at once)");
    }

    private void rejectCommands() {
        for (int i = 0; i < Breaker.FAILURES; i++) {
            AsyncCommand<String, String, String> command =
                    new AsyncCommand<>(new Command<>(CommandType.GET, new StatusOutput<>(StringCodec.UTF8)));
            guard.pass("Redis", command, sent -> {
                command.completeExceptionally(new RedisException("Currently not connected. Commands are rejected."));
                return sent;
            });
        }
    }
}
