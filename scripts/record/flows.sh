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
  in_ $C tcpdump -i c0 -s 100 --immediate-mode -U -Z root -w "$out/$1/client/capture.pcap" 'tcp or icmp' 2> /dev/null & pids+=("$!")
  in_ $S tcpdump -i s0 -s 100 --immediate-mode -U -Z root -w "$out/$1/server/capture.pcap" 'tcp or icmp' 2> /dev/null & pids+=("$!")
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

. "$(dirname "$0")/flow-cases.sh"

for name in quiet-reset quiet-dropped quiet-expired kept-alive path-gone link-down process-killed host-restarted table-flushed quota-reset large-vanish port-dropped port-rejected \
  port-prohibited port-closed scale-stripped stalled-reset stalled-given-up stalled-recovers healthy lossy-healthy \
  ports-reused keepalive-eager loss-fatal table-full closed-by-timer bits-corrupted flow-moved stalled-dropped scale-ignored \
  pull-path-gone pull-large gone-in-pause asked-by-server receiver-killed heard-enough; do record $name; done
