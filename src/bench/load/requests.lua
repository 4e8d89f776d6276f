-- Adds request messages to a stream. KEYS: stream. ARGV: what their ids begin with, the number of the first, how many,
-- keys in each, and 'fresh' (the quotes X000000 to X000999 in turn) or 'cold' (quotes that no other number asks for).
local name, first, count, keys = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])

local function fresh(number)
  return string.format('"X%06d"', number % 1000)
end

-- A US symbol of five letters.
local function cold(number)
  local text = ''
  for _ = 1, 5 do
    text = string.char(65 + number % 26) .. text
    number = math.floor(number / 26)
  end
  return '"' .. text .. '"'
end

local key = ARGV[5] == 'cold' and cold or fresh
for number = first, first + count - 1 do
  local asked = {}
  for i = 1, keys do
    asked[i] = key(number * keys + i - 1)
  end
  redis.call('XADD', KEYS[1], '*', 'body', string.format('{"id":"%s-%d","dataset":"quote","keys":[%s],"payload":%d}',
    name, number, table.concat(asked, ','), number))
end
return count
