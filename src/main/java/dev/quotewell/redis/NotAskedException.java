package dev.quotewell.redis;

import io.lettuce.core.RedisException;

/** The command was not sent, since the server gave no answer to the last ones. Without a stack trace: there may be many. */
final class NotAskedException extends RedisException {

    NotAskedException(String server) {
        super(server + " gives no answer at present and is not asked");
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
