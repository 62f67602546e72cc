#!/usr/bin/env bash
# Records one TCP connection at three taps: client, two routers in a row, server, each in a network namespace of its own; a capture at both ends
# and one on the link between the routers. Writes <out>/<name>/{client,middle,server}.pcap, cut to 100 bytes a frame.
# Needs root, iproute2, nftables, ethtool, tcpdump and python3. Usage: taps.sh OUT_DIR [NAME...]
set -u
out=$(realpath -m "${1:?where to write}")
shift
only=("$@")
tag=${HF_PREFIX:-hf}$$
C=${tag}c N=${tag}n F=${tag}f S=${tag}s
client=192.0.2.10 server=198.51.100.20 port=873
pids=()
# Not a wrapper script, whose children would outlive it.
python=$(python3 -c 'import sys; print(sys.executable)')

in_() { ip netns exec "$@"; }
link() { # NS IF ADDR NS IF ADDR
  ip link add $2 netns $1 type veth peer name $5 netns $4
  in_ $1 ip addr add $3 dev $2; in_ $4 ip addr add $6 dev $5
  for pair in "$1 $2" "$4 $5"; do
    set -- $pair
    in_ $1 ip link set $2 up
    in_ $1 ethtool -K $2 tso off gso off gro off tx off rx off > /dev/null 2>&1
  done
}
build() {
  for ns in $C $N $F $S; do ip netns add $ns; in_ $ns ip link set lo up; in_ $ns sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv4.ip_forward=1; done
  link $C c0 $client/25 $N nc 192.0.2.1/25
  link $N nf 203.0.113.1/25 $F fn 203.0.113.2/25
  link $F fs 198.51.100.1/25 $S s0 $server/25
  in_ $C ip route add default via 192.0.2.1; in_ $N ip route add default via 203.0.113.2
  in_ $F ip route add default via 203.0.113.1; in_ $S ip route add default via 198.51.100.1
  for ns in $N $F; do in_ $ns nft add table inet f; in_ $ns nft 'add chain inet f forward { type filter hook forward priority 0; }'; done
}
wreck() {
  for pid in "${pids[@]}"; do pkill -9 -P "$pid"; kill -9 "$pid"; done 2> /dev/null
  pids=()
  for ns in $C $N $F $S; do ip netns delete $ns 2> /dev/null; done
}
trap wreck EXIT

# The near router and the far one, each with one rule.
near() { in_ $N nft add rule inet f forward "$@"; }
far() { in_ $F nft add rule inet f forward "$@"; }
translate() {
  in_ $N nft 'add chain inet f post { type nat hook postrouting priority 100; }'
  in_ $N nft add rule inet f post oifname nf masquerade
}
tap() { in_ $1 tcpdump -i $2 -s 100 -U -Z root -w "$out/$3.pcap" 'tcp or icmp' 2> /dev/null & pids+=("$!"); }
# Reads each connection to its end, answering every chunk that ends with a question mark.
serve() {
  (exec ip netns exec $S $python -c "
import socket, threading
l = socket.socket(); l.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); l.bind(('', $port)); l.listen(9)
def talk(c):
  while True:
    d = c.recv(65536)
    if not d: break
    if d.endswith(b'?'): c.sendall(b'ok' * ${answer:-1})
  c.close()
while True: threading.Thread(target=talk, args=(l.accept()[0],), daemon=True).start()
" > /dev/null 2>&1) & pids+=("$!")
  # Not told by the shell when it is killed.
  disown
  sleep 0.4
}
call() {
  in_ $C timeout ${for:-20} $python -c "
import socket, time
c = socket.socket()
c.connect(('$server', ${on:-$port}))
$1
" > /dev/null 2>&1
}
record() {
  local name=$1
  if [ ${#only[@]} -gt 0 ] && [[ ! " ${only[*]} " == *" $name "* ]]; then return; fi
  echo "$name"
  build
  mkdir -p "$out/$name"
  tap $C c0 $name/client; tap $N nf $name/middle; tap $S s0 $name/server
  sleep 0.8
  "case_${name//-/_}"
  sleep 1
  wreck
}

ask_and_send="
for n in range(4): c.sendall(b'x' * 300 + b'?'); c.recv(9); time.sleep(0.05)
for n in range(60): c.sendall(b'x' * 1200); time.sleep(0.01)"
case_reset_by_far_router() { far iifname fn tcp dport $port quota over 40 kbytes reject with tcp reset; serve; call "$ask_and_send"; }
case_reset_by_near_router() { near iifname nc tcp dport $port quota over 40 kbytes reject with tcp reset; serve; call "$ask_and_send"; }
case_loss_on_second_leg() { far iifname fn tcp dport $port ip length '>' 1000 numgen inc mod 12 6 drop; serve; call "$ask_and_send
c.sendall(b'?'); c.recv(9); c.close()"; }
case_loss_on_the_way_back() { near iifname nf tcp sport $port ip length '>' 1000 numgen inc mod 9 5 drop; answer=2500 serve; call "
for n in range(6):
  c.sendall(b'x' * 300 + b'?'); got = 0
  while got < 5000: got += len(c.recv(65536))
c.close()"; }
case_scale_stripped() { near tcp sport $port tcp flags syn,ack / syn,ack reset tcp option window; serve; for=5 call "c.sendall(b'x' * 3000); time.sleep(3)"; }
case_translated() { translate; far iifname fn tcp dport $port quota over 40 kbytes reject with tcp reset; serve; call "$ask_and_send"; }
case_translated_healthy() { translate; serve; call "$ask_and_send
c.sendall(b'?'); c.recv(9); c.close()"; }
case_silence_on_second_leg() { far tcp dport $port quota over 40 kbytes drop; in_ $C sysctl -qw net.ipv4.tcp_retries2=5; serve; for=12 call "$ask_and_send
c.settimeout(9); c.recv(9)"; }
case_port_dropped() { far tcp dport 1556 drop; serve; call "
for n in range(3): c.sendall(b'x' * 300 + b'?'); c.recv(9); time.sleep(0.05)
c.close()"; for=4 on=1556 call ""; }
case_healthy() { serve; call "$ask_and_send
c.sendall(b'?'); c.recv(9); c.close()"; }

for name in reset-by-far-router reset-by-near-router loss-on-second-leg loss-on-the-way-back scale-stripped translated translated-healthy silence-on-second-leg \
  port-dropped healthy; do record $name; done
