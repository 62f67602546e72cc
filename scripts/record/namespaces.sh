# Sourced by recorders: hosts in network namespaces named $tag-*, and a temporary folder $work. When the recorder ends, they go, with what runs in them.
tag=${TAG:-hf}-$$ work=$(mktemp -d)
client=$tag-c server=$tag-s
namespaces=() started=()

cleanup() {
  local pid ns
  for pid in "${started[@]}"; do kill "$pid" 2>/dev/null || true; done
  for ns in "${namespaces[@]}"; do
    for pid in $(ip netns pids "$ns" 2>/dev/null); do kill "$pid" 2>/dev/null || true; done
    ip netns del "$ns" 2>/dev/null || true
  done
  rm -rf "$work"
}
trap cleanup EXIT

in_ns() { ip netns exec "$@"; }

# hosts NAMESPACE...
hosts() {
  local ns
  for ns; do
    namespaces+=("$ns")
    ip netns add "$ns"
    ip -n "$ns" link set lo up
  done
}

# cable NAMESPACE INTERFACE NAMESPACE INTERFACE
cable() { ip -n "$1" link add "$2" type veth peer name "$4" netns "$3"; }

# plug NAMESPACE INTERFACE [ADDRESS/BITS...]
plug() {
  local ns=$1 interface=$2 address
  shift 2
  for address; do
    case $address in *:*) ip -n "$ns" -6 addr add "$address" dev "$interface" nodad ;; *) ip -n "$ns" addr add "$address" dev "$interface" ;; esac
  done
  ip -n "$ns" link set "$interface" up
}

# routed NET: $client NET.1.2 -- $firewall -- $server NET.2.2, each end by its eth0, the firewall by `inside` and `outside`.
routed() {
  firewall=$tag-f
  hosts "$client" "$firewall" "$server"
  cable "$client" eth0 "$firewall" inside
  cable "$server" eth0 "$firewall" outside
  plug "$client" eth0 "$1.1.2/24"; plug "$firewall" inside "$1.1.1/24"
  plug "$server" eth0 "$1.2.2/24"; plug "$firewall" outside "$1.2.1/24"
  ip -n "$client" route add default via "$1.1.1"
  ip -n "$server" route add default via "$1.2.1"
  in_ns "$firewall" sysctl -qw net.ipv4.ip_forward=1
}
