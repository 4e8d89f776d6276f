-- Keeps about so many entries, and all that a group still needs. KEYS: stream. ARGV: how many.
limit(KEYS[1], tonumber(ARGV[1]))
return 1
