-- Lets time pass for what expires, as if the clock had gone on. ARGV: milliseconds, prefix. A failure that is remembered
-- is '!failures in a row|until|...' (release.lua). The leases of those who read streams stay: they live by real time.
local millis = tonumber(ARGV[1])
for _, key in ipairs(redis.call('KEYS', '*')) do
  local left = redis.call('PTTL', key)
  if left >= 0 and string.sub(key, 1, #ARGV[2] + 6) ~= ARGV[2] .. 'outbox' then
    if left <= millis then
      redis.call('DEL', key)
    else
      if redis.call('TYPE', key).ok == 'string' then
        local count, till, rest = string.match(redis.call('GET', key), '^!(%d+)|(%d+)|(.*)$')
        if till then
          redis.call('SET', key, '!' .. count .. '|' .. string.format('%.0f', tonumber(till) - millis) .. '|' .. rest)
        end
      end
      redis.call('PEXPIRE', key, string.format('%.0f', left - millis))
    end
  end
end
return 1
