#!/usr/bin/env bash
# Records how single TCP connections die: a client and a server in network namespaces of their own, a router with a fault between them,
# one capture at each end. Writes <out>/<name>/{client,server}/capture.pcap, cut to 100 bytes a frame.
# Needs root, iproute2, nftables, conntrack, ethtool, tcpdump and python3. Usage: flows.sh OUT_DIR [NAME...]
set -u
out=$(realpath -m "${1:?where to write}")
shift
only=("$@")
tag=${HF_PREFIX:-hf}$$
C=${tag}c R=${tag}r S=${tag}s
client=192.0.2.10 server=198.51.100.20 port=873
pids=()
# Not a wrapper script, whose children would outlive it.
python=$(python3 -c 'import sys; print(sys.executable)')

in_() { ip netns exec "$@"; }
build() {
  for ns in $C $R $S; do ip netns add $ns; in_ $ns ip link set lo up; in_ $ns sysctl -qw net.ipv6.conf.all.disable_ipv6=1; done
  ip link add c0 netns $C type veth peer name rc netns $R
  ip link add s0 netns $S type veth peer name rs netns $R
  in_ $C ip addr add $client/25 dev c0; in_ $R ip addr add 192.0.2.1/25 dev rc
  in_ $S ip addr add $server/25 dev s0; in_ $R ip addr add 198.51.100.1/25 dev rs
  for pair in "$C c0" "$R rc" "$R rs" "$S s0"; do
    set -- $pair
    in_ $1 ip link set $2 up
    in_ $1 ethtool -K $2 tso off gso off gro off tx off rx off > /dev/null 2>&1
  done
  in_ $C ip route add default via 192.0.2.1; in_ $S ip route add default via 198.51.100.1
  in_ $R sysctl -qw net.ipv4.ip_forward=1
  in_ $C sysctl -qw net.ipv4.tcp_retries2=6
  in_ $R nft add table inet f
  in_ $R nft 'add chain inet f forward { type filter hook forward priority 0; }'
}
wreck() {
  for pid in "${pids[@]}"; do pkill -9 -P "$pid"; kill -9 "$pid"; done 2> /dev/null
  pids=()
  for ns in $C $R $S; do ip netns delete $ns 2> /dev/null; done
}
trap wreck EXIT

# Tracks connections with a short idle limit; what it does not know it drops or resets.
tracking() {
  in_ $R nft add rule inet f forward ct state established,related accept
  in_ $R nft add rule inet f forward tcp flags syn / syn,ack ct state new accept
  in_ $R nft add rule inet f forward "$@"
  in_ $R sysctl -qw net.netfilter.nf_conntrack_tcp_loose=0 net.netfilter.nf_conntrack_tcp_timeout_established=${limit:-3} \
    net.netfilter.nf_conntrack_tcp_timeout_unacknowledged=${limit:-3} net.netfilter.nf_conntrack_tcp_timeout_max_retrans=${limit:-3}
}
# serve PROGRAM: python run for each connection `c`; call PROGRAM: python run with a connected socket `c`.
serve() {
  (exec ip netns exec $S $python -c "
import socket, time, os, sys, threading
l = socket.socket(); l.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
rb = int(os.environ.get('RCVBUF', '0'))
if rb: l.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, rb)
l.bind(('', ${on:-$port})); l.listen(9)
while True:
  c, _ = l.accept()
  if os.fork() == 0:
    $1
    os._exit(0)
  c.close()
" > /dev/null 2>&1) & serving=$!
  pids+=("$serving")
  sleep 0.4
}
call() {
  in_ $C timeout ${for:-60} $python -c "
import socket, time, os
c = socket.socket()
$1
" > /dev/null 2>&1
}
connect="c.connect(('$server', ${on:-$port}))"
listen_in() {
  mkdir -p "$out/$1/client" "$out/$1/server"
  in_ $C tcpdump -i c0 -s 100 -U -Z root -w "$out/$1/client/capture.pcap" 'tcp or icmp' 2> /dev/null & pids+=("$!")
  in_ $S tcpdump -i s0 -s 100 -U -Z root -w "$out/$1/server/capture.pcap" 'tcp or icmp' 2> /dev/null & pids+=("$!")
  sleep 0.8
}
record() {
  local name=$1
  if [ ${#only[@]} -gt 0 ] && [[ ! " ${only[*]} " == *" $name "* ]]; then return; fi
  echo "$name"
  build
  listen_in "$name"
  "case_${name//-/_}"
  sleep 1
  wreck
}

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

for name in quiet-reset quiet-dropped kept-alive path-gone link-down process-killed host-restarted table-flushed quota-reset large-vanish port-dropped port-rejected \
  port-prohibited port-closed scale-stripped stalled-reset stalled-given-up stalled-recovers healthy lossy-healthy; do record $name; done
