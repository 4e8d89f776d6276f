-- Asks once for each quote from X<first> on, 100 in a request, and stops: wrk -s sweep.lua URL -- FIRST COUNT
local first, requests
local begun, ended = 0, 0

function init(args)
  first = tonumber(args[1])
  requests = tonumber(args[2]) / 100
end

function request()
  local start = first + begun % requests * 100
  begun = begun + 1
  local keys = {}
  for i = 0, 99 do
    keys[i + 1] = string.format("X%06d", start + i)
  end
  return wrk.format("GET", "/v1/quote?keys=" .. table.concat(keys, ","))
end

function response()
  ended = ended + 1
  if ended == requests then
    -- Its main thread sleeps to the end of the given time: a signal wakes it, to write its report. A moment later, as
    -- it hears none while this command begins.
    os.execute("(sleep 0.2; kill -INT $PPID) >/dev/null 2>&1 &")
  end
end
