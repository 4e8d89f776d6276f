-- Makes a Redis of one's own as it was before anything was asked for. Streams stay, with their groups, and so do the
-- leases of those who read them. ARGV: prefix.
for _, key in ipairs(redis.call('KEYS', '*')) do
  if redis.call('TYPE', key).ok == 'stream' then
    redis.call('XTRIM', key, 'MAXLEN', '0')
  elseif string.sub(key, 1, #ARGV[1] + 6) ~= ARGV[1] .. 'outbox' then
    redis.call('DEL', key)
  end
end
return 1
