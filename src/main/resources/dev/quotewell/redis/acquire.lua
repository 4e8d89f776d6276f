-- Lends the lease of a key, or tells who has it, or which failure keeps it from being loaded and for how long.
-- KEYS: entry, lease. ARGV: owner, milliseconds. A failure is '!failures in a row|until|...' (release.lua).
local failures = 0
local holder = redis.call('GET', KEYS[2])
if holder and holder ~= ARGV[1] then
  local inARow, till = string.match(holder, '^!(%d+)|(%d+)|')
  local remaining
  if till then
    local time = redis.call('TIME')
    remaining = tonumber(till) - (tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000))
  else
    remaining = redis.call('PTTL', KEYS[2])
  end
  if remaining > 0 then
    return {0, holder, remaining}
  end
  failures = tonumber(inARow) or 0
end
redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
return {1, redis.call('GET', KEYS[1]) or '', failures}
