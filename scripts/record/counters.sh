#!/bin/bash
# Records TCP connections over a path whose every loss, delay and change of order is known, with what the kernels at both ends counted.
#
#   counters.sh <output folder> [scenario...]
#
# Writes <output>/<scenario>/{client,server}.pcap (100 bytes a frame) and truth.json: what nstat counted at both ends, what the path did,
# and TCP_INFO of each of the client's connections. Two hosts in network namespaces, a program between them that carries the frames.
# Needs root, iproute2, ethtool, tcpdump, python3. Nothing outside the namespaces named $tag-* and one temporary folder is touched.
set -eu
out=$(realpath -m "$1")
shift
. "$(dirname "$0")/namespaces.sh"
path=$tag-p
python=$(python3 -c 'import sys; print(sys.executable)')

hosts "$client" "$path" "$server"
for ns in "${namespaces[@]}"; do in_ns "$ns" sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1; done
cable "$client" eth0 "$path" near
cable "$server" eth0 "$path" far
for pair in "$client eth0 192.0.2.1/24" "$server eth0 192.0.2.2/24" "$path near" "$path far"; do
  read -r ns interface address <<< "$pair"
  in_ns "$ns" ethtool -K "$interface" tso off gso off gro off tx off rx off sg off >/dev/null 2>&1 || true
  plug "$ns" "$interface" ${address:+"$address"}
done
# No saved metrics of an earlier connection: each begins like the first.
in_ns "$client" sysctl -qw net.ipv4.tcp_no_metrics_save=1

# Carries frames between both ends after `delay` seconds; `fate(direction, number, segment)` says what becomes of the numbered data segment.
cat > "$work/path.py" <<'PY'
import heapq, json, random, select, signal, socket, sys, time
scenario, told = sys.argv[1:3]
delay = {'spurious': 0.02, 'clean': 0.02, 'tap-misses': 0.005}.get(scenario, 0.01)
random.seed(7)
ends = []
for name in ('near', 'far'):
    end = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
    end.bind((name, 0))
    ends.append(end)
counts = {'carried': 0, 'lost': 0, 'late': 0, 'twice': 0}
queue, order, numbers, seen = [], 0, {}, {}
def data_of(frame):
    if frame[12:14] != b'\x08\x00' or frame[23] != 6: return None
    header = 14 + (frame[14] & 15) * 4
    length = int.from_bytes(frame[16:18], 'big') - (frame[14] & 15) * 4 - (frame[header + 12] >> 4) * 4
    return None if length == 0 else (int.from_bytes(frame[header:header + 2], 'big'), int.from_bytes(frame[header + 4:header + 8], 'big'), length)
def flags_of(frame):
    return frame[14 + (frame[14] & 15) * 4 + 13] if frame[12:14] == b'\x08\x00' and frame[23] == 6 else 0
def fate(direction, frame):
    """Extra seconds for each copy that arrives; [] loses it."""
    if scenario == 'ends' and direction == 0 and flags_of(frame) & 3:
        # The first SYN and the first FIN of each connection.
        key = (frame[34:36], flags_of(frame) & 3)
        again, seen[key] = key in seen, True
        return [0] if again else []
    data = data_of(frame) if direction == 0 else None
    if data is None: return [0]
    port, seq, length = data
    numbers[port] = numbers.get(port, 0) + 1
    number, again = numbers[port], (port, seq) in seen
    seen[(port, seq)] = True
    if scenario == 'lossy' and random.random() < 0.06: return []
    if scenario == 'tail' and not again and length == 777: return []
    if scenario == 'timeouts' and number % 9 in (4, 5, 6, 7, 8): return []
    if scenario == 'reordered' and number % 8 == 5: return [0.003]
    if scenario == 'spurious' and number % 30 == 20: return [0.6]
    if scenario == 'doubled' and number % 10 == 3: return [0, 0.0002]
    return [0]
def end(*_):
    json.dump(counts, open(told, 'w'))
    sys.exit(0)
signal.signal(signal.SIGTERM, end)
free = [0, 0]
while True:
    wait = max(0, queue[0][0] - time.time()) if queue else 1
    for ready in select.select(ends, [], [], wait)[0]:
        direction = ends.index(ready)
        frame, address = ready.recvfrom(65536)
        if address[2] == socket.PACKET_OUTGOING: continue
        arrivals = fate(direction, frame)
        counts['carried'] += 1
        if arrivals == []: counts['lost'] += 1
        if len(arrivals) > 1: counts['twice'] += 1
        now = time.time() + delay
        for extra in arrivals:
            if extra >= 0.003: counts['late'] += 1
            # A long delay holds up all that follows, as a busy link does; a short one lets others pass.
            at = max(now, free[direction]) + extra
            if extra > 0.1: free[direction] = at
            order += 1
            heapq.heappush(queue, (at, order, direction, frame))
    while queue and queue[0][0] <= time.time():
        _, _, direction, frame = heapq.heappop(queue)
        ends[1 - direction].send(frame)
PY

cat > "$work/end.py" <<'PY'
import json, socket, struct, sys, threading, time
role, scenario, told = sys.argv[1:4]
def option(s, level, name, value): s.setsockopt(level, name, value)
if role == 'server':
    l = socket.socket()
    option(l, socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if scenario == 'probes': option(l, socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
    l.bind(('192.0.2.2', 873)); l.listen(16)
    def serve(c):
        if scenario == 'probes': time.sleep(3.5)
        try:
            while c.recv(65536): pass
            c.close()
        except OSError: pass
    while True: threading.Thread(target=serve, args=(l.accept()[0],), daemon=True).start()
def info(s):
    raw = s.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 248)
    u32 = lambda at: struct.unpack_from('=I', raw, at)[0]
    u64 = lambda at: struct.unpack_from('=Q', raw, at)[0]
    return {'port': s.getsockname()[1], 'rtoUs': u32(8), 'rttUs': u32(68), 'minRttUs': u32(148), 'totalRetrans': u32(100), 'bytesRetrans': u64(208),
            'dsackDups': u32(216), 'reorderSeen': u32(220), 'dataSegsOut': u32(156), 'bytesAcked': u64(120)}
def settled(s):
    while struct.unpack('=i', __import__('fcntl').ioctl(s, 0x5411, b'\0' * 4))[0] > 0: time.sleep(0.02)
def work(results):
    s = socket.socket()
    if scenario == 'keepalives':
        option(s, socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for name, value in ((socket.TCP_KEEPIDLE, 1), (socket.TCP_KEEPINTVL, 1), (socket.TCP_KEEPCNT, 5)): option(s, socket.IPPROTO_TCP, name, value)
    option(s, socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    s.connect(('192.0.2.2', 873))
    if scenario == 'tail':
        for n in range(8):
            s.sendall(b'x' * (1448 * 4)); s.sendall(b'y' * 777); settled(s); time.sleep(0.05)
    elif scenario == 'timeouts':
        for n in range(10): s.sendall(b'x' * 3000); settled(s)
    elif scenario == 'keepalives':
        s.sendall(b'x' * 3000); time.sleep(4.5); s.sendall(b'x' * 3000)
    elif scenario == 'probes': s.sendall(b'x' * 60000)
    elif scenario == 'spurious':
        for n in range(48): s.sendall(b'x' * 1448); time.sleep(0.01)
    else: s.sendall(b'x' * 90000)
    settled(s); time.sleep(0.3)
    results.append(info(s))
    s.close()
results = []
for n in range(1 if scenario in ('keepalives', 'probes', 'tap-misses', 'clean') else 2): work(results)
json.dump(results, open(told, 'w'))
PY

counters() { in_ns "$1" nstat -asz --json; }
record() {
  local scenario=$1 filter=tcp
  # A tap that misses every eighth packet of the client, by its IP id.
  [ "$scenario" = tap-misses ] && filter='tcp and not (src 192.0.2.1 and ip[5] & 7 = 3)'
  started=()
  (exec ip netns exec "$path" "$python" "$work/path.py" "$scenario" "$work/path.json") & started+=($!)
  local carrier=$!
  (exec ip netns exec "$server" "$python" "$work/end.py" server "$scenario" none) & started+=($!)
  local taps=()
  for end in "$client client" "$server server"; do
    set -- $end
    : > "$work/$2.log"
    (exec ip netns exec "$1" tcpdump -i eth0 -n -s 100 --immediate-mode -U -Z root -w "$work/$2.pcap" "$filter" 2> "$work/$2.log") & taps+=($!)
  done
  started+=("${taps[@]}")
  for end in client server; do until grep -q 'listening on' "$work/$end.log"; do sleep 0.1; done; done
  sleep 0.3
  counters "$client" > "$work/client.before"; counters "$server" > "$work/server.before"
  in_ns "$client" timeout 60 "$python" "$work/end.py" client "$scenario" "$work/info.json"
  sleep 1
  counters "$client" > "$work/client.after"; counters "$server" > "$work/server.after"
  kill -INT "${taps[@]}"; kill "$carrier"
  sleep 0.5
  kill "${started[@]}" 2>/dev/null || true
  mkdir -p "$out/$scenario"
  cp "$work/client.pcap" "$work/server.pcap" "$out/$scenario/"
  "$python" - "$work" "$out/$scenario/truth.json" <<'PY'
import json, sys
work, told = sys.argv[1:3]
def changes(end):
    before, after = (json.load(open(f'{work}/{end}.{when}'))['kernel'] for when in ('before', 'after'))
    return {name: after[name] - before.get(name, 0) for name in sorted(after) if name.startswith('Tcp') and after[name] != before.get(name, 0)}
json.dump({'client': changes('client'), 'server': changes('server'), 'path': json.load(open(f'{work}/path.json')), 'connections': json.load(open(f'{work}/info.json'))}, open(told, 'w'), indent=2)
PY
  echo "$scenario: $(tr -d '\n ' < "$out/$scenario/truth.json" | cut -c1-300)"
}

for scenario in "${@:-clean lossy ends tail timeouts reordered spurious doubled keepalives probes tap-misses}"; do
  for one in $scenario; do record "$one"; done
done
