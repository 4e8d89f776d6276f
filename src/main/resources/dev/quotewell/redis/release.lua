-- Gives a lease back that is still the owner's, leaving a failure behind if there is one.
-- KEYS: entry, lease. ARGV: owner, wake channel; then for a failure: its text, how many in a row, the milliseconds for
-- which the key is left alone, and those for which the count is remembered.
if redis.call('GET', KEYS[2]) ~= ARGV[1] then
  return 0
end
if ARGV[3] then
  local time = redis.call('TIME')
  local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
  local till = string.format('%.0f', now + tonumber(ARGV[5]))
  redis.call('SET', KEYS[2], '!' .. ARGV[4] .. '|' .. till .. '|' .. ARGV[3], 'PX', ARGV[6])
else
  redis.call('DEL', KEYS[2])
end
redis.call('PUBLISH', ARGV[2], KEYS[1])
return 1
