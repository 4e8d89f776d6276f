-- Gives a lease back that is still the owner's, leaving a failure behind if there is one.
-- KEYS: entry, lease. ARGV: owner, failure or '', milliseconds to remember it, wake channel.
if redis.call('GET', KEYS[2]) ~= ARGV[1] then
  return 0
end
if ARGV[2] == '' then
  redis.call('DEL', KEYS[2])
else
  redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[3])
end
redis.call('PUBLISH', ARGV[4], KEYS[1])
return 1
