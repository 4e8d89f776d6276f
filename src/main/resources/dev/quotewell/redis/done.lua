-- Acknowledges entries and takes out of their stream what no group needs any more. KEYS: stream. ARGV: group, ids.
local ids = { unpack(ARGV, 2) }
local done = redis.call('XACK', KEYS[1], ARGV[1], unpack(ids))
clear(KEYS[1], ids)
return done
