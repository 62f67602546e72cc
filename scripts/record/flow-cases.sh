# The faults that flows.sh records: one function for each, run in namespaces of its own. Sourced, not run.
# shellcheck shell=bash disable=SC2154

# A side channel and a data channel at once, as several products have them.
two_channels='
import threading
a = socket.socket(); a.connect(("'$server'", '$port')); a.sendall(b"quiet\n"); a.recv(9)
b = socket.socket(); b.connect(("'$server'", '$port')); b.sendall(b"busy\n")
'
sink='
    d = c.recv(6)
    if d.startswith(b"quiet") or d.endswith(b"?"): c.sendall(b"ok")
    while True:
      d = c.recv(65536)
      if not d: break
      if d.endswith(b"?"): c.sendall(b"ok")
'
case_quiet_reset() { limit=3 tracking ct state invalid reject with tcp reset; serve "$sink"; call "$two_channels
for n in range(60): b.sendall(b'x' * 700); time.sleep(0.1)
a.sendall(b'end\n'); a.recv(9)"; }
case_quiet_dropped() { limit=3 tracking ct state invalid drop; serve "$sink"; for=22 call "$two_channels
for n in range(60): b.sendall(b'x' * 700); time.sleep(0.1)
a.sendall(b'end\n')
for n in range(100): b.sendall(b'x' * 300); time.sleep(0.1)
a.recv(9)"; }
case_kept_alive() { limit=3 tracking ct state invalid drop; serve "$sink"; in_ $C sysctl -qw net.ipv4.tcp_keepalive_time=1 net.ipv4.tcp_keepalive_intvl=1; call "
c.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1); $connect
c.sendall(b'a?'); c.recv(9); time.sleep(7); c.sendall(b'b?'); c.recv(9); c.close()"; }
# Sends now and then by itself, as products with a second channel in one connection do.
chatty='
    def talk():
      while True:
        try: c.sendall(b".")
        except OSError: os._exit(0)
        time.sleep(0.03)
    threading.Thread(target=talk, daemon=True).start()
    while True:
      if not c.recv(65536): break
'
bulk="$connect
for n in range(40): c.sendall(b'x' * 1400); time.sleep(0.05)
for n in range(200): c.sendall(b'y' * 1400); time.sleep(0.05)"
case_path_gone() { serve "$sink"; (sleep 3; in_ $R nft add rule inet f forward drop) & pids+=("$!"); for=40 call "$bulk"; }
case_link_down() { serve "$sink"; (sleep 3; in_ $S ip link set s0 down; sleep 9; :) & pids+=("$!"); for=25 call "$bulk"; }
case_process_killed() { serve "
    c.recv(100); time.sleep(60)
"; (sleep 2.5; pkill -9 -P $serving) & pids+=("$!"); for=20 call "$bulk"; }
# The line is slower than the disks, so that the reader's buffer is empty when it ends and its system closes in order while data is on its way.
slow_line() { in_ $1 tc qdisc add dev $2 root tbf rate 3mbit burst 8k latency 3s; }
case_receiver_killed() { slow_line $R rs; serve "$sink"; (sleep 1.2; pkill -9 -P $serving) & pids+=("$!"); for=20 call "$connect
c.sendall(b'x' * 3000000)"; }
case_heard_enough() { slow_line $R rc; on=8080 serve "
    c.recv(100); c.sendall(b'x' * 3000000)
"; for=5 call "c.connect(('$server', 8080)); c.sendall(b'GET /'); n = 0
while n < 10000: n += len(c.recv(65536))
c.close(); time.sleep(1)"; }
case_host_restarted() { serve "$sink"; (sleep 2.5; in_ $S ip link set s0 down; pkill -9 -P $serving; kill -9 $serving; sleep 0.5; in_ $S ss -K dst $client > /dev/null 2>&1; sleep 4
  in_ $S ip link set s0 up; in_ $S ip route add default via 198.51.100.1) & pids+=("$!"); for=25 call "$bulk"; }
case_table_flushed() { limit=300 tracking ct state invalid reject with tcp reset; serve "$chatty"; (sleep 3; in_ $R conntrack -F > /dev/null 2>&1) & pids+=("$!"); for=20 call "$bulk"; }
case_quota_reset() { serve "$chatty"; in_ $R nft add rule inet f forward iifname rc quota over 60 kbytes reject with tcp reset; for=20 call "$bulk"; }
case_large_vanish() { in_ $R ip link set rs mtu 1300; in_ $S ip link set s0 mtu 1300; in_ $S ip route change default via 198.51.100.1 advmss 1460
  in_ $R nft 'add chain inet f out { type filter hook output priority 0; }'; in_ $R nft add rule inet f out icmp type destination-unreachable drop
  serve "$sink"; for=14 call "$connect
c.sendall(b'small?'); c.recv(9); c.sendall(b'x' * 60000); time.sleep(60)"; }
case_port_dropped() { serve "$sink"; in_ $R nft add rule inet f forward tcp dport 1556 drop; for=40 call "
for n in range(3):
  d = socket.socket(); d.settimeout(2.5)
  try: d.connect(('$server', 1556))
  except OSError: pass
  d.close(); e = socket.socket(); e.connect(('$server', $port)); e.sendall(b'a?'); e.recv(9); e.close()"; }
case_port_rejected() { serve "$sink"; in_ $R nft add rule inet f forward tcp dport 8007 reject with tcp reset; call "
d = socket.socket(); d.connect(('$server', $port)); d.sendall(b'a?'); d.recv(9); d.close()
c.connect(('$server', 8007))"; }
case_port_prohibited() { serve "$sink"; in_ $R nft add rule inet f forward tcp dport 8007 reject with icmp type admin-prohibited; for=8 call "
c.connect(('$server', 8007))"; }
case_port_closed() { serve "$sink"; call "
d = socket.socket(); d.connect(('$server', $port)); d.sendall(b'a?'); d.recv(9); d.close()
c.connect(('$server', 8007))"; }
case_scale_stripped() { in_ $R nft add rule inet f forward tcp sport $port tcp flags syn,ack / syn,ack reset tcp option window; serve "$sink"; for=12 call "$connect
c.sendall(b'x' * 30000); time.sleep(60)"; }
case_stalled_reset() { limit=4 tracking ct state invalid reject with tcp reset; RCVBUF=8192 serve "
    c.recv(100); time.sleep(60)
"; for=40 call "$connect
c.sendall(b'x' * 400000)"; }
case_stalled_given_up() { RCVBUF=8192 serve "
    c.recv(100); time.sleep(60)
"; call "$connect
c.settimeout(6)
try: c.sendall(b'x' * 400000)
finally: c.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b'\x01\0\0\0\0\0\0\0'); c.close()"; }
case_stalled_recovers() { RCVBUF=8192 serve "
    c.recv(100); time.sleep(5)
    while c.recv(65536): pass
"; call "$connect
c.sendall(b'x' * 60000); c.shutdown(1); c.recv(9)"; }
case_healthy() { serve "$sink"; call "$connect
for n in range(30): c.sendall(b'x' * 1000 + b'?'); c.recv(9)
c.close()"; }
case_lossy_healthy() { serve "$sink"; in_ $R nft add rule inet f forward numgen random mod 100 '<' 3 drop; call "$connect
for n in range(60): c.sendall(b'x' * 2900 + b'?'); c.recv(9)
c.close()"; }

# The client forgets its connection as in a crash, and uses the port again; what it says of the old one never arrives.
case_ports_reused() { serve "$sink"; in_ $R nft add rule inet f forward iifname rc tcp flags '& (fin|rst) != 0' drop
  in_ $C nft add table inet mute; in_ $C nft 'add chain inet mute out { type filter hook output priority 0; }'; in_ $C nft add rule inet mute out tcp flags '& rst != 0' drop
  call "c.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); c.bind(('', 40001)); $connect
c.sendall(b'a?'); c.recv(9); time.sleep(1); os.system('ss -K dst $server > /dev/null'); time.sleep(1)"
  in_ $C nft delete table inet mute
  for=9 call "c.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); c.bind(('', 40001)); $connect"; }
case_keepalive_eager() { serve "$sink"; in_ $C sysctl -qw net.ipv4.tcp_keepalive_time=2 net.ipv4.tcp_keepalive_intvl=1 net.ipv4.tcp_keepalive_probes=3
  (sleep 2; in_ $R nft add table inet cut; in_ $R nft add chain inet cut f '{ type filter hook forward priority -1; policy drop; }'; sleep 7; in_ $R nft delete table inet cut) & pids+=("$!")
  for=20 call "d = socket.socket(); d.connect(('$server', $port))
c.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1); $connect
c.sendall(b'a?'); c.recv(9)
for n in range(9): d.sendall(b'x' * 500); time.sleep(0.5)
time.sleep(8); d.sendall(b'a?'); d.recv(9); d.close()"; }
case_loss_fatal() { serve "$sink"; in_ $C sysctl -qw net.ipv4.tcp_retries2=3
  in_ $R nft add rule inet f forward iifname rc tcp flags '& syn == 0' numgen random mod 100 '<' 30 drop
  for=30 call "$connect
for n in range(3000): c.sendall(b'x' * 1400); time.sleep(0.01)"; }
case_table_full() { serve "$sink"; in_ $R nft add rule inet f forward ct state established,related accept
  in_ $R nft add rule inet f forward tcp flags syn / syn,ack ct count over 3 drop
  for=20 call "
open_ones = []
for n in range(3):
  d = socket.socket(); d.connect(('$server', $port)); d.sendall(b'a?'); d.recv(9); open_ones.append(d)
d = socket.socket(); d.settimeout(6)
try: d.connect(('$server', $port))
except OSError: pass
d.close()
for d in open_ones: d.sendall(b'b?'); d.recv(9); d.close()
d = socket.socket(); d.connect(('$server', $port)); d.sendall(b'a?'); d.recv(9); d.close()"; }
case_closed_by_timer() { serve "
    c.settimeout(5)
    try:
      while c.recv(100): pass
    except OSError: pass
    c.close()
"; call "$connect
for n in range(8): c.sendall(b'x' * 50); time.sleep(0.3)
time.sleep(7)
try: c.sendall(b'more'); time.sleep(0.5); c.sendall(b'more')
except OSError: pass"; }
case_bits_corrupted() { serve "$sink"; in_ $C sysctl -qw net.ipv4.tcp_retries2=5
  in_ $R nft 'add chain inet f mangle { type filter hook postrouting priority 300; }'
  for=20 call "$connect
c.sendall(b'a?'); c.recv(9); time.sleep(0.2); open('/tmp/$tag.go', 'w').close(); time.sleep(0.5); os.unlink('/tmp/$tag.go'); c.sendall(b'x' * 700); time.sleep(18)" &
  local calling=$!; while [ ! -e /tmp/$tag.go ]; do sleep 0.05; done
  in_ $R nft add rule inet f mangle oifname rs tcp flags '& psh == psh' @th,128,16 set 0x1234
  wait $calling; }
# Another host has the server's address from now on, as far as the router is concerned.
case_flow_moved() { serve "$sink"; ip netns add ${tag}t; in_ ${tag}t ip link set lo up
  ip link add t0 netns ${tag}t type veth peer name rt netns $R
  in_ ${tag}t ip addr add $server/25 dev t0; in_ ${tag}t ip link set t0 up; in_ $R ip link set rt up; in_ ${tag}t ip route add default via 198.51.100.1
  in_ $R ip addr add 198.51.100.1/25 dev rt; in_ $R ip route del 198.51.100.0/25 dev rt
  in_ ${tag}t ethtool -K t0 tso off gso off gro off tx off rx off > /dev/null 2>&1; in_ $R ethtool -K rt tso off gso off gro off tx off rx off > /dev/null 2>&1
  in_ ${tag}t sysctl -qw net.ipv4.ip_default_ttl=128
  (sleep 3; in_ $R ip route add $server/32 dev rt) & pids+=("$!")
  for=20 call "$bulk"; ip netns delete ${tag}t; }
# The receiver stops reading; the firewall forgets the connection between two probes, and says nothing.
case_stalled_dropped() { limit=4 tracking ct state invalid drop; RCVBUF=8192 serve "
    if c.recv(1) == b'i':
      while c.recv(100): c.sendall(b'k')
    time.sleep(60)
"; for=50 call "
import threading
i = socket.socket(); i.connect(('$server', $port)); i.sendall(b'i')
def ask():
  while True: i.sendall(b'i'); i.recv(9); time.sleep(1.5)
threading.Thread(target=ask, daemon=True).start()
$connect
c.sendall(b'x' * 400000)"; }
# Tracks the window without its scale: the option is hidden from the tracker, not from the ends.
case_scale_ignored() { limit=300
  in_ $R sysctl -qw net.netfilter.nf_conntrack_checksum=0
  in_ $R nft 'add chain inet f early { type filter hook prerouting priority -400; }'; in_ $R nft 'add chain inet f end { type filter hook postrouting priority 400; }'
  in_ $R nft add rule inet f early tcp flags '& syn == syn' @th,296,8 3 @th,296,8 set 253
  in_ $R nft add rule inet f end tcp flags '& syn == syn' @th,296,8 253 @th,296,8 set 3
  tracking ct state invalid reject with tcp reset
  RCVBUF=140000 serve "
    while True:
      time.sleep(0.4)
      if not c.recv(24000): break
"; for=20 call "$connect
for n in range(12): c.sendall(b'x' * 60000)
c.shutdown(1); c.recv(9)"; }

# A device that resets both ends, each in the other's name, when a connection was quiet for 4 s.
resets_on_expiry() { (exec ip netns exec $R $python -c "
import socket, struct, time
tap = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3)); tap.bind(('rc', 0)); tap.settimeout(0.05)
raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
flows = {}
def total(data):
  data += b'\0' * (len(data) % 2); n = sum(struct.unpack('!%dH' % (len(data) // 2), data))
  while n >> 16: n = (n & 65535) + (n >> 16)
  return ~n & 65535
def reset(source, target, sport, tport, seq):
  tcp = struct.pack('!HHIIBBHHH', sport, tport, seq, 0, 80, 4, 0, 0, 0)
  tcp = tcp[:16] + struct.pack('!H', total(source + target + struct.pack('!BBH', 0, 6, len(tcp)) + tcp)) + tcp[18:]
  ip = struct.pack('!BBHHHBBH4s4s', 69, 0, 40, 0, 0, 64, 6, 0, source, target)
  raw.sendto(ip + tcp, (socket.inet_ntoa(target), 0))
while True:
  try:
    p = tap.recv(2000)[14:]; h = (p[0] & 15) * 4; t = p[h:]
    if len(p) > 39 and p[0] >> 4 == 4 and p[9] == 6:
      sport, tport, seq, ack, offset, flags = struct.unpack('!HHIIBB', t[:14])
      size = struct.unpack('!H', p[2:4])[0] - h - (offset >> 4) * 4 + bool(flags & 3)
      flow = flows.setdefault(frozenset(((p[12:16], sport), (p[16:20], tport))), {})
      flow[(p[12:16], sport, p[16:20], tport)] = (seq + size) & 0xffffffff; flow['at'] = time.time(); flow['over'] = flow.get('over') or flags & 5
  except TimeoutError: pass
  for flow in flows.values():
    if not flow['over'] and time.time() - flow['at'] > 4 and len(flow) == 4:
      flow['over'] = True
      for way, seq in flow.items():
        if isinstance(way, tuple): reset(way[0], way[2], way[1], way[3], seq)
" > /dev/null 2>&1) & pids+=("$!"); sleep 0.3; }
case_quiet_expired() { resets_on_expiry; serve "$sink"; for=20 call "$two_channels
for n in range(60): b.sendall(b'x' * 700); time.sleep(0.1)
a.recv(9)"; }

# The server sends; the client only listens, and cannot tell a pause from a path that ended.
case_pull_path_gone() { in_ $S sysctl -qw net.ipv4.tcp_retries2=6; serve "
    c.recv(100)
    for n in range(200): c.sendall(b'z' * 1400); time.sleep(0.03)
    time.sleep(60)
"; (sleep 3; in_ $R nft add rule inet f forward drop) & pids+=("$!"); for=24 call "$connect
c.sendall(b'go')
while c.recv(65536): pass"; }
case_pull_large() { in_ $R ip link set rc mtu 1320; in_ $C ip link set c0 mtu 1320; in_ $C ip route change default via 192.0.2.1 advmss 1460
  in_ $R nft 'add chain inet f out { type filter hook output priority 0; }'; in_ $R nft add rule inet f out icmp type destination-unreachable drop
  serve "
    c.recv(9); c.sendall(b'hello'); time.sleep(0.3); c.sendall(b'x' * 30000); time.sleep(60)
"; for=14 call "$connect
c.sendall(b'go')
while c.recv(65536): pass"; }
case_gone_in_pause() { serve "$sink"; (sleep 5; in_ $R nft add rule inet f forward drop) & pids+=("$!"); for=30 call "$connect
for n in range(60): c.sendall(b'x' * 1400); time.sleep(0.05)
time.sleep(3.5)
for n in range(60): c.sendall(b'x' * 1400); time.sleep(0.05)"; }
# The server asks by keepalive what the firewall has forgotten; later the client sends.
case_asked_by_server() { limit=5 tracking ct state invalid reject with tcp reset; in_ $S sysctl -qw net.ipv4.tcp_keepalive_time=8 net.ipv4.tcp_keepalive_intvl=2 net.ipv4.tcp_keepalive_probes=3
  serve "
    c.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
$sink"; for=30 call "$connect
c.sendall(b'a?'); c.recv(9); time.sleep(14); c.sendall(b'x?'); c.recv(9)"; }
