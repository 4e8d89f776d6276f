-- Asks for the given paths in turn: wrk -s paths.lua URL -- PATH PATH ...
local asked = {}
local turn = 0

function init(args)
  for i, path in ipairs(args) do
    asked[i] = wrk.format("GET", path)
  end
end

function request()
  turn = turn % #asked + 1
  return asked[turn]
end
