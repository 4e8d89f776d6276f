-- The entries after an id, with long values cut here, so that huge ones never travel.
-- KEYS: stream. ARGV: id, how many, most bytes a value. Answers for each: id, length of its body, names and values.
local found = {}
for i, entry in ipairs(redis.call('XRANGE', KEYS[1], '(' .. ARGV[1], '+', 'COUNT', ARGV[2])) do
  local fields = entry[2]
  local body = 0
  for j = 1, #fields, 2 do
    if fields[j] == 'body' then
      body = #fields[j + 1]
    end
    fields[j + 1] = string.sub(fields[j + 1], 1, tonumber(ARGV[3]))
  end
  found[i] = { entry[1], body, fields }
end
return found
