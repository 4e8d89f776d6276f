package dev.quotewell.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandInterruptedException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionException;
import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SymptomTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            LOADING Redis is loading the dataset in memory                           | AWAY
            MASTERDOWN Link with MASTER is down                                      | AWAY
            CLUSTERDOWN The cluster is down                                          | AWAY
            BUSY Redis is busy running a script                                      | AWAY
            NOAUTH Authentication required.                                          | AWAY
            WRONGPASS invalid username-password pair or user is disabled.            | AWAY
            OOM command not allowed when used memory > 'maxmemory'.                  | CANNOT_STORE
            READONLY You can't write against a read only replica.                    | CANNOT_STORE
            MISCONF Redis is configured to save RDB snapshots, but it's unable to    | CANNOT_STORE
            NOREPLICAS Not enough good replicas to write.                            | CANNOT_STORE
            NOPERM this user has no permissions to run the 'set' command             | CANNOT_STORE
            ERR Error running script (call to f_1): @user_script:5: @user_script: 5: -OOM command not allowed | CANNOT_STORE
            ERR Error running script (call to f_1): @user_script:5: @user_script: 5: -READONLY You can't write | CANNOT_STORE
            BUSYGROUP Consumer Group name already exists                             | NONE
            NOSCRIPT No matching script. Please use EVAL.                            | NONE
            WRONGTYPE Operation against a key holding the wrong kind of value        | NONE
            ERR unknown command                                                      | NONE
            """)
    void an_error_reply_tells_what_the_server_is_still_good_for(String reply, Symptom symptom) {
        assertThat(Symptom.of(new CompletionException(new RedisCommandExecutionException(reply))))
                .isEqualTo(symptom);
    }

    @Test
    void silence_and_a_lost_connection_mean_that_it_is_away() {
        assertThat(Symptom.of(new RedisCommandTimeoutException("Command timed out")))
                .isEqualTo(Symptom.AWAY);
        assertThat(Symptom.of(new RedisConnectionException("Unable to connect")))
                .isEqualTo(Symptom.AWAY);
        assertThat(Symptom.of(new IOException("Connection reset by peer"))).isEqualTo(Symptom.AWAY);
    }

    @Test
    void what_a_caller_did_itself_tells_nothing() {
        assertThat(Symptom.of(new CancellationException())).isEqualTo(Symptom.NONE);
        assertThat(Symptom.of(new RedisCommandInterruptedException(new InterruptedException())))
                .isEqualTo(Symptom.NONE);
        assertThat(Symptom.of(new IllegalArgumentException("Keys must not be empty")))
                .isEqualTo(Symptom.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "OOM command not allowed when used memory > 'maxmemory'.",
                "OOM command not allowed when used memory > 'maxmemory'. script: b3eb0d8eca, on @user_script:6.",
                "ERR Error running script (call to f_b3): @user_script:6: @user_script: 6: -OOM command not allowed when"
                        + " used memory > 'maxmemory'."
            })
    void an_error_reply_is_told_without_the_script_that_met_it(String reply) {
        assertThat(Symptom.brief(reply)).isEqualTo("OOM command not allowed when used memory > 'maxmemory'.");
    }

    @Test
    void the_reason_is_the_innermost_one() {
        assertThat(Symptom.reason(new RedisConnectionException(
                        "Unable to connect", new RedisCommandExecutionException("WRONGPASS invalid pair"))))
                .isEqualTo("WRONGPASS invalid pair");
    }
}
