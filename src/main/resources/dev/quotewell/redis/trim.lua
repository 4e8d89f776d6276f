-- Functions for streams that groups read; goes before the scripts that use them.

-- Whether one entry id lies before another.
local function before(a, b)
  local ams, aseq = string.match(a, '^(%d+)-(%d+)$')
  local bms, bseq = string.match(b, '^(%d+)-(%d+)$')
  if ams ~= bms then
    return tonumber(ams) < tonumber(bms)
  end
  return tonumber(aseq) < tonumber(bseq)
end

local function groups(key)
  local found = redis.pcall('XINFO', 'GROUPS', key)
  return found.err and {} or found
end

-- The first id that some group has not acknowledged yet; nil without groups.
local function needed(key)
  local first = nil
  for _, fields in ipairs(groups(key)) do
    local group = {}
    for i = 1, #fields, 2 do
      group[fields[i]] = fields[i + 1]
    end
    local id
    if group['pending'] > 0 then
      id = redis.call('XPENDING', key, group['name'])[2]
    else
      local ms, seq = string.match(group['last-delivered-id'], '^(%d+)-(%d+)$')
      id = ms .. '-' .. string.format('%.0f', tonumber(seq) + 1)
    end
    if not first or before(id, first) then
      first = id
    end
  end
  return first
end

-- Takes out what has been acknowledged: this entry, or with several groups what all of them have acknowledged.
local function clear(key, ids)
  local readers = #groups(key)
  if readers == 1 then
    redis.call('XDEL', key, unpack(ids))
  elseif readers > 1 then
    redis.call('XTRIM', key, 'MINID', needed(key))
  end
end

-- Keeps about so many entries, and all that a group still needs.
local function limit(key, length)
  if redis.call('XLEN', key) <= length then
    return
  end
  local first = needed(key)
  if first then
    redis.call('XTRIM', key, 'MINID', '~', first, 'LIMIT', 300)
  else
    redis.call('XTRIM', key, 'MAXLEN', '~', length)
  end
end
