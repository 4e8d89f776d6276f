-- Counts the calls of one provider for all instances. All moments are milliseconds since 1970 and come from the caller.
-- KEYS: for each key of the provider its state (hash), its calls under way (sorted set), and the log of each window.
-- ARGV: operation, now, number of keys, number of windows, calls at once (0: any), lease; for each window its name,
-- limit, length (0 for a calendar's), begin and end; then what the operation needs, as told there.
--
-- A rolling window is a list of 'moment cost', oldest first, with its sum in the state; a calendar's is the sum alone,
-- with the window's begin. Also in the state: 'closed' ('until why'), 'first' (kept for people until), and for each
-- window '<name>|held' ('cost until'): what the provider counts beyond what we know of.
local operation, now = ARGV[1], tonumber(ARGV[2])
local keyCount, windowCount = tonumber(ARGV[3]), tonumber(ARGV[4])
local concurrency, lease = tonumber(ARGV[5]), tonumber(ARGV[6])
local COMMON, A_WINDOW = 6, 5
local SLACK = 60000
local PATIENCE, GRACE = 2000, 500
local EXACT, PAGE = 1000, 64

local windows = {}
for w = 1, windowCount do
  local at = COMMON + (w - 1) * A_WINDOW
  windows[w] = {
    name = ARGV[at + 1],
    limit = tonumber(ARGV[at + 2]),
    length = tonumber(ARGV[at + 3]),
    begin = tonumber(ARGV[at + 4]),
    finish = tonumber(ARGV[at + 5])
  }
  -- A log has at most a thousand entries or as many as the limit; of larger ones, calls that lie close share an entry
  -- at the later end, so that none leaves too soon.
  windows[w].grain = windows[w].limit > EXACT and math.max(1, math.ceil(windows[w].length / EXACT)) or 1
end

local function argument(i)
  return ARGV[COMMON + windowCount * A_WINDOW + i]
end

local function state(k)
  return KEYS[(k - 1) * (windowCount + 2) + 1]
end

local function slots(k)
  return KEYS[(k - 1) * (windowCount + 2) + 2]
end

local function log(k, w)
  return KEYS[(k - 1) * (windowCount + 2) + 2 + w]
end

local function text(number)
  return string.format('%.0f', number)
end

local function number(k, field)
  return tonumber(redis.call('HGET', state(k), field) or '0')
end

local function pair(value)
  local first, second = string.match(value or '', '^(%d+) (.*)$')
  return tonumber(first or '0'), second or ''
end

local function keep(name, millis)
  if redis.call('PTTL', name) < millis + SLACK then
    redis.call('PEXPIRE', name, text(millis + SLACK))
  end
end

local function held(k, w)
  local cost, till = pair(redis.call('HGET', state(k), windows[w].name .. '|held') or '')
  till = tonumber(till) or 0
  if till > now then
    return cost, till
  end
  return 0, 0
end

-- The calls in a window that we know of; those that have left a log are removed from it.
local function known(k, w)
  local window = windows[w]
  local sum = number(k, window.name)
  if window.length == 0 then
    return number(k, window.name .. '|begin') < window.begin and 0 or sum
  end
  local gone, left, page = 0, 0, nil
  repeat
    page = redis.call('LRANGE', log(k, w), gone, gone + PAGE - 1)
    local before = gone
    for _, entry in ipairs(page) do
      local at, cost = pair(entry)
      if at + window.length > now then
        break
      end
      gone = gone + 1
      left = left + tonumber(cost)
    end
  until gone < before + PAGE
  if gone > 0 then
    redis.call('LTRIM', log(k, w), gone, -1)
    sum = sum - left
  end
  local empty = #page == 0 or gone > 0 and redis.call('EXISTS', log(k, w)) == 0
  if empty and sum ~= 0 then
    sum = 0
  end
  if gone > 0 or empty and redis.call('HEXISTS', state(k), window.name) == 1 then
    redis.call('HSET', state(k), window.name, text(sum))
  end
  return sum
end

local function used(k, w)
  return known(k, w) + held(k, w)
end

-- How long until so much of a window is free that is not.
local function wait(k, w, needed)
  local window = windows[w]
  local extra, till = held(k, w)
  if window.length == 0 then
    return (extra >= needed and till or window.finish) - now
  end
  local from = 0
  while true do
    local page = redis.call('LRANGE', log(k, w), from, from + PAGE - 1)
    for _, entry in ipairs(page) do
      local at, cost = pair(entry)
      if extra > 0 and till <= at + window.length then
        needed, extra = needed - extra, 0
        if needed <= 0 then
          return till - now
        end
      end
      needed = needed - tonumber(cost)
      if needed <= 0 then
        return at + window.length - now
      end
    end
    if #page < PAGE then
      return extra > 0 and till - now or window.length
    end
    from = from + PAGE
  end
end

local function count(k, w, at, cost)
  local window = windows[w]
  if window.length == 0 then
    if at < window.begin then
      return
    end
    if number(k, window.name .. '|begin') < window.begin then
      redis.call('HSET', state(k), window.name, text(cost), window.name .. '|begin', text(window.begin))
    else
      redis.call('HINCRBY', state(k), window.name, text(cost))
    end
    keep(state(k), window.finish - now)
    return
  end
  at = math.ceil(at / window.grain) * window.grain
  if at + window.length <= now then
    return
  end
  local last, lastCost = pair(redis.call('LINDEX', log(k, w), -1) or '')
  if last >= at then
    redis.call('LSET', log(k, w), -1, text(last) .. ' ' .. text(tonumber(lastCost) + cost))
  else
    redis.call('RPUSH', log(k, w), text(at) .. ' ' .. text(cost))
    last = at
  end
  redis.call('HINCRBY', state(k), window.name, text(cost))
  keep(log(k, w), last + window.length - now)
  keep(state(k), last + window.length - now)
end

local function closed(k)
  local till, why = pair(redis.call('HGET', state(k), 'closed') or '')
  return till, why
end

local function close(k, till, why)
  if till > now and till > closed(k) then
    redis.call('HSET', state(k), 'closed', text(till) .. ' ' .. why)
    keep(state(k), till - now)
  end
end

local function underWay(k)
  if concurrency == 0 then
    return 0
  end
  redis.call('ZREMRANGEBYSCORE', slots(k), '-inf', text(now))
  return redis.call('ZCARD', slots(k))
end

-- What keeps a key from being used now: for how long, why, and its detail; else its fullest window's share.
local function obstacle(k, person, usable, cost)
  local till, why = closed(k)
  if till > now then
    return till - now, 'closed', why
  end
  local longest, name, load = 0, '', 0
  for w = 1, windowCount do
    local sum = used(k, w)
    load = math.max(load, sum / windows[w].limit)
    if sum + cost[w] > usable[w] then
      local time = math.max(1, wait(k, w, sum + cost[w] - usable[w]))
      if time > longest then
        longest, name = time, windows[w].name
      end
    end
  end
  if longest > 0 then
    return longest, 'window', name
  end
  local busy = underWay(k)
  if concurrency > 0 and busy >= concurrency then
    return 1000, 'concurrency', ''
  end
  local first = number(k, 'first')
  if not person and first > now then
    return first - now, 'people-first', ''
  end
  return 0, math.max(load, concurrency > 0 and busy / concurrency or 0)
end

local granted, longest, reason, detail = 0, 0, 'window', ''

if operation == 'take' then
  -- Permit, whether a person waits (1), then for each window how far it may be filled, and the cost.
  local person, usable, cost = argument(2) == '1', {}, {}
  for w = 1, windowCount do
    usable[w] = tonumber(argument(1 + 2 * w))
    cost[w] = tonumber(argument(2 + 2 * w))
  end
  local least, next
  for k = 1, keyCount do
    local time, what, name = obstacle(k, person, usable, cost)
    if time == 0 then
      if not least or what < least then
        granted, least = k, what
      end
    elseif not next or time < longest then
      next, longest, reason, detail = k, time, what, name
    end
  end
  if granted > 0 then
    for w = 1, windowCount do
      count(granted, w, now, cost[w])
    end
    if concurrency > 0 then
      redis.call('ZADD', slots(granted), text(now + lease), argument(1))
      keep(slots(granted), lease)
    end
    if person then
      for k = 1, keyCount do
        redis.call('HDEL', state(k), 'first')
      end
    end
  elseif person and reason ~= 'closed' and longest <= PATIENCE then
    redis.call('HSET', state(next), 'first', text(now + longest + GRACE))
    keep(state(next), longest + GRACE)
  end
elseif operation == 'finish' then
  -- Permit; '', 'until' or 'oldest', the moment or the window's number, at least so long, why; then for each
  -- correction the window's number, what is used of it, and until when.
  redis.call('ZREM', slots(1), argument(1))
  if argument(2) == 'until' then
    close(1, tonumber(argument(3)), argument(5))
  elseif argument(2) == 'oldest' then
    local w = tonumber(argument(3))
    known(1, w)
    local oldest = pair(redis.call('LINDEX', log(1, w), 0) or '')
    close(1, math.max(now + tonumber(argument(4)), oldest + windows[w].length), argument(5))
  end
  local i = 6
  while argument(i) do
    local w, told, till = tonumber(argument(i)), tonumber(argument(i + 1)), tonumber(argument(i + 2))
    local extra, extraTill = held(1, w)
    local missing = told - known(1, w)
    if till > now and missing > 0 then
      local value = text(math.max(extra, missing)) .. ' ' .. text(math.max(extraTill, till))
      redis.call('HSET', state(1), windows[w].name .. '|held', value)
      keep(state(1), math.max(extraTill, till) - now)
    end
    i = i + 3
  end
elseif operation == 'add' then
  -- Closed until (0: not), why; then for each call its moment, and its cost in each window.
  close(1, tonumber(argument(1)), argument(2))
  for w = 1, windowCount do
    known(1, w)
  end
  local i = 3
  while argument(i) do
    for w = 1, windowCount do
      count(1, w, math.min(now, tonumber(argument(i))), tonumber(argument(i + w)))
    end
    i = i + windowCount + 1
  end
end

-- How the keys stand: closed until (0: not), why, calls under way, and of each window what is used and when its oldest
-- call leaves (0: none).
local answer = {granted, math.ceil(longest), reason, detail}
for k = 1, keyCount do
  local till, why = closed(k)
  answer[#answer + 1] = till > now and till or 0
  answer[#answer + 1] = why
  answer[#answer + 1] = underWay(k)
  for w = 1, windowCount do
    answer[#answer + 1] = used(k, w)
    local oldest = windows[w].length > 0 and pair(redis.call('LINDEX', log(k, w), 0) or '') or 0
    answer[#answer + 1] = oldest > 0 and oldest + windows[w].length or 0
  end
end
return answer
