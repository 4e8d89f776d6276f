-- Lends the lease of a key, or tells who has it. KEYS: entry, lease. ARGV: owner, milliseconds.
if redis.call('SET', KEYS[2], ARGV[1], 'NX', 'PX', ARGV[2]) then
  return {1, redis.call('GET', KEYS[1]) or ''}
end
local holder = redis.call('GET', KEYS[2])
if holder == ARGV[1] then
  return {1, redis.call('GET', KEYS[1]) or ''}
end
return {0, holder, redis.call('PTTL', KEYS[2])}
