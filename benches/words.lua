-- wrk asks for the addresses of a file in turn, each thread beginning elsewhere; prints its figures as one JSON line.
local addresses, threads = {}, 0

function setup(thread)
  thread:set("start", threads * 7919)
  threads = threads + 1
end

function init(arguments)
  for line in io.lines(arguments[1]) do addresses[#addresses + 1] = line end
  next_address = start % #addresses
end

function request()
  next_address = next_address % #addresses + 1
  return wrk.format("GET", addresses[next_address])
end

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format(
    '{"requests_a_second": %.2f, "p50_ms": %.3f, "p99_ms": %.3f, "max_ms": %.3f, "requests": %d, "bytes": %d, "errors": %d}\n',
    summary.requests / (summary.duration / 1e6), latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    latency.max / 1e3, summary.requests, summary.bytes,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
