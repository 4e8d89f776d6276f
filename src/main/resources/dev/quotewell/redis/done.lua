-- Acknowledges entries and takes out of their stream what no group needs any more. KEYS: stream.
-- ARGV: group, how many entries, their ids, the groups that must have them: one that is missing is made, from the
-- beginning, before anything goes.
local count = tonumber(ARGV[2])
local ids = { unpack(ARGV, 3, 2 + count) }
for i = 3 + count, #ARGV do
  redis.pcall('XGROUP', 'CREATE', KEYS[1], ARGV[i], '0')
end
local done = redis.call('XACK', KEYS[1], ARGV[1], unpack(ids))
clear(KEYS[1], ids)
return done
