-- Whether the groups of streams have acknowledged all that was ever added: 1 they have, 0 they have not, -1 one of the
-- streams has no group yet. KEYS: streams.
local function fields(list)
  local map = {}
  for i = 1, #list, 2 do
    map[list[i]] = list[i + 1]
  end
  return map
end

local answer = 1
for _, stream in ipairs(KEYS) do
  if redis.call('EXISTS', stream) == 0 then
    answer = math.min(answer, -1)
  else
    local last = fields(redis.call('XINFO', 'STREAM', stream))['last-generated-id']
    local groups = redis.call('XINFO', 'GROUPS', stream)
    if #groups == 0 then
      answer = math.min(answer, -1)
    end
    for _, each in ipairs(groups) do
      local group = fields(each)
      if group['pending'] > 0 or group['last-delivered-id'] ~= last then
        return 0
      end
    end
  end
end
return answer
