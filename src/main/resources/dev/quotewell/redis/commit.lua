-- Makes changes together, or none. KEYS[i] is the key of step i. ARGV: for each step its name, then its arguments.
-- Each check must come before the first change: a script that ends early takes nothing back.
local function pending(key, group, id)
  local found = redis.pcall('XPENDING', key, group, id, id, 1)
  return not found.err and #found > 0
end

local arguments = { mine = 1, done = 1, acknowledge = 2, take = 1, new = 2, replace = 2, advance = 1 }
local steps = {}
local at = 1
for i = 1, #KEYS do
  local step = { key = KEYS[i], name = ARGV[at] }
  local count = arguments[step.name] or (2 + 2 * tonumber(ARGV[at + 2]))
  for j = 1, count do
    step[j] = ARGV[at + j]
  end
  at = at + 1 + count
  steps[i] = step
end

for _, step in ipairs(steps) do
  if step.name == 'mine' then
    local holder = redis.call('GET', step.key)
    if holder and holder ~= step[1] then
      return 0
    end
  elseif step.name == 'acknowledge' then
    if not pending(step.key, step[1], step[2]) then
      return 0
    end
  elseif step.name == 'take' then
    if #redis.call('XRANGE', step.key, step[1], step[1]) == 0 then
      return 0
    end
  elseif step.name == 'new' then
    if redis.call('EXISTS', step.key) == 1 then
      return 0
    end
  elseif step.name == 'advance' then
    local number = redis.call('GET', step.key)
    if number and tonumber(number) >= tonumber(step[1]) then
      return 0
    end
  end
end

for _, step in ipairs(steps) do
  if step.name == 'append' then
    redis.call('XADD', step.key, '*', unpack(step, 3))
    if step[1] ~= '0' then
      limit(step.key, tonumber(step[1]))
    end
  elseif step.name == 'done' then
    redis.call('SET', step.key, 'done', 'PX', step[1])
  elseif step.name == 'acknowledge' then
    redis.call('XACK', step.key, step[1], step[2])
    clear(step.key, { step[2] })
  elseif step.name == 'take' then
    redis.call('XDEL', step.key, step[1])
  elseif step.name == 'new' then
    redis.call('SET', step.key, step[1], 'PX', step[2])
  elseif step.name == 'replace' then
    redis.call('SET', step.key, step[1], 'PX', step[2], 'XX')
  elseif step.name == 'advance' then
    redis.call('SET', step.key, step[1])
  end
end
return 1
