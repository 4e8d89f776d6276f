package dev.quotewell.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotewell.json.Payload;
import dev.quotewell.message.Commit.Step;
import dev.quotewell.message.Submission.Known;
import dev.quotewell.message.Submission.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubmissionTest {

    private static final RequestNames NAMES = new RequestNames("qw:");
    private static final IdempotencyKey KEY = new IdempotencyKey("k-1");

    private final Map<String, Payload> texts = new HashMap<>();
    private final List<String> stream = new ArrayList<>();

    private static Submission submission(String id, String key, @Nullable IdempotencyKey idempotencyKey) {
        return new Submission(
                new Request(id, "quote", List.of(key), Request.Priority.INTERACTIVE, null), idempotencyKey);
    }

    private Known known(Submission submission) {
        IdempotencyKey key = submission.key();
        return new Known(
                Optional.ofNullable(key == null ? null : texts.get(NAMES.claim(key)))
                        .flatMap(Claim::read)
                        .orElse(null),
                Optional.ofNullable(texts.get(NAMES.state(submission.request().id())))
                        .flatMap(RequestState::read)
                        .orElse(null),
                texts.containsKey(NAMES.seen(submission.request().id())));
    }

    private void make(List<Step> steps) {
        for (Step step : steps) {
            if (step instanceof Step.PutNew put) {
                assertThat(texts.putIfAbsent(put.key(), put.value()))
                        .as(put.key())
                        .isNull();
            } else if (step instanceof Step.Append append) {
                stream.add(new String(append.fields().get("body"), StandardCharsets.UTF_8));
            }
        }
    }

    private Verdict judge(Submission submission) {
        return submission.judge(known(submission), NAMES, false);
    }

    private static List<Step> steps(Verdict verdict) {
        return ((Verdict.Take) verdict).steps();
    }

    @Test
    void a_new_request_is_taken_in_with_its_claim_its_state_and_its_entry() {
        List<Step> steps = steps(judge(submission("r", "A", KEY)));

        assertThat(steps).extracting(Step::key).containsExactly("qw:idem:http:k-1", "qw:request:r", "qw:requests");
        assertThat(steps.get(0)).isInstanceOf(Step.PutNew.class);
        assertThat(steps.get(1)).isInstanceOf(Step.PutNew.class);
    }

    @Test
    void the_same_again_is_repeated_also_when_it_is_done() {
        Submission submission = submission("r", "A", KEY);
        make(steps(judge(submission)));

        assertThat(judge(submission)).isEqualTo(new Verdict.Repeated());
        texts.put(
                NAMES.state("r"),
                RequestState.done(submission.request(), submission.request().reply(List.of()))
                        .toPayload());
        assertThat(judge(submission)).isEqualTo(new Verdict.Repeated());
        assertThat(judge(submission("r", "A", null))).isEqualTo(new Verdict.Repeated());
        assertThat(stream).hasSize(1);
    }

    @Test
    void the_same_key_with_another_body_is_refused() {
        make(steps(judge(submission("r", "A", KEY))));

        assertThat(judge(submission("r", "B", KEY)))
                .isEqualTo(new Verdict.Refused(
                        "The Idempotency-Key was sent with another body before, must be a new one"));
        assertThat(judge(submission("s", "A", KEY))).isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void the_same_id_with_another_body_is_refused() {
        make(steps(judge(submission("r", "A", null))));

        assertThat(judge(submission("r", "B", null)))
                .isEqualTo(new Verdict.Refused("The id was sent with another body before, must be a new one"));
        assertThat(judge(submission("r", "B", KEY))).isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void an_id_that_was_sent_as_a_message_is_refused_since_it_would_never_be_answered_here() {
        texts.put("qw:idem:request:r", Payload.utf8("done"));

        assertThat(judge(submission("r", "A", null)))
                .isEqualTo(new Verdict.Refused("The id was sent as a message before, must be a new one"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void whatever_a_crash_in_a_cluster_left_undone_is_made_by_the_repetition(int madeBefore) {
        Submission submission = submission(KEY.requestId(), "A", KEY);
        make(steps(submission.judge(known(submission), NAMES, true)).subList(0, madeBefore));

        make(steps(submission.judge(known(submission), NAMES, true)));

        assertThat(texts).containsOnlyKeys(NAMES.claim(KEY), NAMES.state(KEY.requestId()));
        assertThat(stream).isNotEmpty().allMatch(entry -> entry.contains(KEY.requestId()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "k-1               | k-1",
                "\"k 1\"           | k 1",
                "\"a\\\"b\\\\c\"   | a\"b\\c",
                "8e03978e-40d5     | 8e03978e-40d5",
            })
    void reads_a_key_in_quotes_or_without(String header, String value) {
        assertThat(IdempotencyKey.parse(header).value()).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"\"", "a b", "\"a", "\"a\";p=1", "é", "\"a\\b\"", "a\tb"})
    void says_that_a_key_cannot_be_read(String header) {
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> IdempotencyKey.parse(header))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("1 to 200 printable ASCII characters");
    }

    @Test
    void a_key_may_have_200_characters_and_no_more() {
        assertThat(IdempotencyKey.parse("x".repeat(200)).value()).hasSize(200);
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> IdempotencyKey.parse("x".repeat(201)))
                .hasMessageStartingWith("Idempotency-Key has 201 characters");
    }

    @Test
    void the_id_that_a_key_stands_for_is_a_uuid_of_version_8() {
        assertThat(KEY.requestId())
                .isEqualTo(new IdempotencyKey("k-1").requestId())
                .isNotEqualTo(new IdempotencyKey("k-2").requestId())
                .matches("[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
    }

    @Test
    void a_state_is_json_and_its_answer_is_cut_out_of_it_unchanged() {
        Request request = submission("r/é\"1", "A", null).request();
        RequestState queued = RequestState.queued(request);
        RequestState done = RequestState.done(request, request.reply(List.of()));

        assertThat(queued.answer().text()).isEqualTo("{\"status\":\"queued\",\"id\":\"r/é\\\"1\"}");
        assertThat(done.answer().text()).isEqualTo("{\"status\":\"done\",\"id\":\"r/é\\\"1\",\"results\":[]}");
        assertThat(RequestState.read(queued.toPayload())).contains(queued);
        assertThat(RequestState.read(done.toPayload())).contains(done);
        assertThat(queued.isDone()).isFalse();
        assertThat(done.isDone()).isTrue();
        assertThat(RequestState.read(Payload.utf8("{}"))).isEmpty();
        assertThat(Claim.read(Payload.utf8("hello"))).isEmpty();
    }
}
