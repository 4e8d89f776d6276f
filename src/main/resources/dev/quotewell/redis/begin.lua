-- Takes an id into work: 0 it is ours now, 1 somebody else has it, 2 it is done. KEYS: id. ARGV: token, lease.
local holder = redis.call('GET', KEYS[1])
if holder == 'done' then
  return 2
end
-- The same token again is the same message again: whoever had it before is gone, or comes too late.
if holder and holder ~= ARGV[1] then
  return 1
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 0
