-- Counts the entries after an id, a bounded number of them; only the count and the last id travel.
-- KEYS: stream. ARGV: id, how many at most. Answers: how many, id of the last.
local found = redis.call('XRANGE', KEYS[1], '(' .. ARGV[1], '+', 'COUNT', ARGV[2])
return { #found, #found > 0 and found[#found][1] or ARGV[1] }
