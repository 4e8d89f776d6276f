-- Removes an entry, and the failure that may be remembered for its key. KEYS: entry, lease.
local holder = redis.call('GET', KEYS[2])
if holder and string.sub(holder, 1, 1) == '!' then
  redis.call('DEL', KEYS[2])
end
return redis.call('UNLINK', KEYS[1])
