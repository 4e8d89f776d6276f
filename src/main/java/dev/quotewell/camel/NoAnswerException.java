package dev.quotewell.camel;

import dev.quotewell.cache.Answer;

/** There is no record for the key: {@link #answer()} tells whether none exists or none could be had. */
public final class NoAnswerException extends RuntimeException {

    private final transient Answer answer;

    NoAnswerException(Answer answer) {
        super(message(answer), null, false, false);
        this.answer = answer;
    }

    public Answer answer() {
        return answer;
    }

    private static String message(Answer answer) {
        return answer instanceof Answer.Failed failed ? failed.failure().detail() : "There is no such key";
    }
}
