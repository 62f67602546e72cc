#!/bin/bash
# Records one small packet capture at each end of a connection that meets a fault, as samples for the capture reader.
#
#   captures.sh <scenario> <output folder>
#
# Scenarios: idle-silent idle-reset keepalive zero-window syn-dropped refused killed-unread linger0 loss mtu-blackhole
# Two hosts and a firewall in network namespaces; python3's sockets are the programs, tcpdump cuts frames to 100 bytes.
# Needs root, nftables, tcpdump, python3. Nothing outside the namespaces named $tag-* and one temporary folder is touched.
set -eu
scenario=$1 out=$2
. "$(dirname "$0")/namespaces.sh"

# 10.81.1.2 -- firewall -- 10.81.2.2, and the same with fd81::
routed 10.81
plug "$client" eth0 fd81:1::2/64; plug "$firewall" inside fd81:1::1/64
plug "$server" eth0 fd81:2::2/64; plug "$firewall" outside fd81:2::1/64
ip -n "$client" -6 route add default via fd81:1::1
ip -n "$server" -6 route add default via fd81:2::1
in_ns "$firewall" sysctl -qw net.ipv6.conf.all.forwarding=1

rules() { in_ns "$firewall" nft -f -; }

# Forgets a connection after 3 quiet seconds; $1 is what becomes of packets it does not know.
forgetful() {
  in_ns "$firewall" sysctl -qw net.netfilter.nf_conntrack_tcp_loose=0
  rules <<NFT
table inet filter {
  chain forward_ { type filter hook forward priority 0; policy accept; ct state invalid $1; ct state new,established accept; }
}
NFT
  in_ns "$firewall" sysctl -qw net.netfilter.nf_conntrack_tcp_timeout_established=3
}

address=10.81.2.2 filter='tcp or icmp'
before='' client_does='send(5000); ask(); time.sleep(0.2)' server_does='answer(); time.sleep(15)'
case $scenario in
  idle-silent) before='forgetful drop' client_does='send(5000); ask(); time.sleep(5); send(3000); time.sleep(8)' ;;
  idle-reset) before="forgetful 'reject with tcp reset'" client_does='send(5000); ask(); time.sleep(5); send(3000); time.sleep(1)' ;;
  keepalive) before='forgetful drop' client_does='keepalive(1, 1, 5); send(5000); ask(); time.sleep(5); send(3000); ask(); time.sleep(0.2)' server_does='answer(); answer(3000); s.close(); time.sleep(1)' ;;
  zero-window) address=fd81:2::2 filter='tcp or icmp6' client_does='send(150000); time.sleep(5)' server_does='time.sleep(4); drain()' ;;
  syn-dropped) before="echo 'table inet filter { chain forward_ { type filter hook forward priority 0; tcp dport 5000 tcp flags syn / syn,ack drop; }; }' | rules" client_does='time.sleep(0)' ;;
  refused) server_does=none client_does='time.sleep(0)' ;;
  killed-unread) client_does='send(20000); time.sleep(2)' server_does='time.sleep(1); os.kill(os.getpid(), 9)' ;;
  linger0) client_does='send(100); time.sleep(2)' server_does='time.sleep(1); linger(0); s.close()' ;;
  loss) before="echo 'table inet filter { chain forward_ { type filter hook forward priority 0; tcp dport 5000 numgen random mod 100 < 4 drop; }; }' | rules" client_does='send(400000); time.sleep(0.3)' server_does='drain()' ;;
  mtu-blackhole) before="ip -n $firewall link set outside mtu 1400; echo 'table inet filter { chain out_ { type filter hook output priority 0; meta l4proto icmp drop; }; }' | rules" client_does='send(500); ask(); send(8000); time.sleep(8)' server_does='answer(500); drain()' ;;
  *) echo "unknown scenario $scenario" >&2; exit 2 ;;
esac
eval "$before"

cat > "$work/end.py" <<'PY'
import os, socket, struct, sys, time
role, address, does = sys.argv[1:4]
family = socket.AF_INET6 if ':' in address else socket.AF_INET
def send(count):
    s.sendall(b'x' * count)
def ask():
    s.recv(2)
def answer(count=5000):
    got = 0
    while got < count:
        piece = s.recv(65536)
        if not piece: return
        got += len(piece)
        if got >= 8000: break
    s.sendall(b'ok')
def drain():
    while s.recv(65536): pass
def keepalive(idle, interval, count):
    s.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    s.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, idle)
    s.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, interval)
    s.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, count)
def linger(seconds):
    s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, seconds))
if role == 'server':
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if 'drain' in does: listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16384)
    listener.bind((address, 5000))
    listener.listen(1)
    s, _ = listener.accept()
else:
    s = socket.socket(family)
    s.settimeout(14)
    s.connect((address, 5000))
exec(does)
PY

listen_to() {
  in_ns "$1" tcpdump -i eth0 -n -s 100 -U -w "$work/$2.pcap" "$filter" 2> "$work/$2.log" &
  started+=($!)
}
listen_to "$client" client
listen_to "$server" server
for end in client server; do until grep -q 'listening on' "$work/$end.log" 2>/dev/null; do sleep 0.1; done; done
if [ "$server_does" != none ]; then
  in_ns "$server" python3 "$work/end.py" server "$address" "$server_does" &
  started+=($!)
  sleep 0.5
fi
in_ns "$client" timeout 20 python3 "$work/end.py" client "$address" "$client_does" 2> "$work/client.err" || true
sleep 1
for pid in "${started[@]:0:2}"; do kill -INT "$pid" 2>/dev/null || true; done
sleep 0.5
mkdir -p "$out"
cp "$work/client.pcap" "$work/server.pcap" "$out/"
