-- Keeps an entry and its event, and ends the owner's lease, unless an entry that was loaded later is there.
-- KEYS: entry, lease, outbox. ARGV: entry, its milliseconds to live, its loadedAt, owner, event or '', wake channel.
local loadedAt = string.match(redis.call('GETRANGE', KEYS[1], 0, 40), '^{"loadedAt":(%d+)')
local stored = 0
if not loadedAt or tonumber(loadedAt) <= tonumber(ARGV[3]) then
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
  if ARGV[5] ~= '' then
    redis.call('XADD', KEYS[3], '*', 'body', ARGV[5])
  end
  stored = 1
end
local holder = redis.call('GET', KEYS[2])
-- A remembered failure ('!') is outdated by the entry.
if holder and (holder == ARGV[4] or (stored == 1 and string.sub(holder, 1, 1) == '!')) then
  redis.call('DEL', KEYS[2])
end
redis.call('PUBLISH', ARGV[6], KEYS[1])
return stored
