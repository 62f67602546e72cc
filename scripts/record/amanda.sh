#!/bin/bash
# Records one run of Debian's Amanda 3.5.1 as evidence for the amanda reader.
#
#   amanda.sh <healthy|idle-reset|tar-fails|holding-full> <output folder>
#
# Client and server live in network namespaces with a firewall between them, and in mount namespaces that give each its own
# hosts file, configuration, logs and state. Needs root, amanda-client, amanda-server, libencode-locale-perl, openbsd-inetd, nftables.
# Nothing outside the namespaces named $tag-* and one temporary folder is touched.
set -eu
scenario=$1 out=$2
. "$(dirname "$0")/namespaces.sh"

# A firewall that forgets a connection after 8 quiet seconds and resets what it no longer knows; the server's first
# keepalive comes at 12 s, too late. The rate limit makes the dump outlast both.
forgetful_firewall() {
  in_ns "$firewall" nft -f - <<'NFT'
table inet filter {
  chain forward_ {
    type filter hook forward priority 0; policy accept;
    meta l4proto tcp ct state invalid reject with tcp reset
    ct state new,established accept
  }
}
NFT
  in_ns "$firewall" sysctl -qw net.netfilter.nf_conntrack_tcp_loose=0 net.netfilter.nf_conntrack_tcp_timeout_established=8
  in_ns "$server" sysctl -qw net.ipv4.tcp_keepalive_time=12
  in_ns "$client" sysctl -qw net.ipv4.tcp_wmem="4096 16384 131072"
  in_ns "$server" sysctl -qw net.ipv4.tcp_rmem="4096 65536 131072"
  tc -n "$firewall" qdisc add dev outside root tbf rate 3mbit burst 16k latency 400ms
}

files() {
  local count=$1 i
  mkdir -p "$work/data"
  for ((i = 0; i < count; i++)); do
    mkdir -p "$work/data/year-$((i / 100))"
    head -c 3500 /dev/urandom > "$work/data/year-$((i / 100))/quarterly-report-number-$i.dat"
  done
}

configuration() {
  local auth=$1
  mkdir -p "$work"/srv/{etc/nightly,hold,log,info,index,debug,lib} "$work"/cli/{debug,lib/gnutar-lists}
  touch "$work/cli/lib/amandates"
  printf '127.0.0.1 localhost\n10.78.1.2 web1\n10.78.2.2 vault\n' > "$work/hosts"
  { grep -v '^amanda' /etc/services; printf 'amanda 10080/tcp\namanda 10080/udp\n'; } > "$work/services"
  printf 'vault backup amdump\n' > "$work/cli/amandahosts"
  printf 'web1 backup\nlocalhost backup\n' > "$work/srv/amandahosts"
  echo 'web1 /srv/data site-tar' > "$work/srv/etc/nightly/disklist"
  cat > "$work/srv/etc/nightly/amanda.conf" <<CONF
org "nightly"
mailto ""
dumpuser "backup"
inparallel 1
maxdumps 1
netusage 80000 Kbps
dumpcycle 1 days
tapecycle 4 tapes
tpchanger "chg-disk:/srv/backup/vtapes"
tapetype VT
labelstr "^N-[0-9]*\$"
etimeout 60
dtimeout 1800
reserve 0
ctimeout 15
infofile "/srv/backup/info"
logdir "/srv/backup/log"
indexdir "/srv/backup/index"
define tapetype VT {
  length 10 gbytes
}
holdingdisk hd1 {
  directory "/srv/backup/hold"
  use 1 gbytes
  chunksize 1 gbyte
}
define dumptype site-tar {
  auth "$auth"
  program "GNUTAR"
  index yes
  compress none
  estimate client
}
CONF
  local proto='stream tcp nowait'
  [ "$auth" = bsd ] && proto='dgram udp wait'
  echo "10080 $proto backup /usr/lib/amanda/amandad amandad -auth=$auth amdump" > "$work/inetd.conf"
  chmod 755 "$work"; chmod -R a+rX "$work/data"
  chmod 600 "$work"/*/amandahosts
  chown -R backup:backup "$work/srv" "$work/cli"
}

# Runs a command as root in a host's network and mount namespace: on_host <client|server> <extra mounts> <command>
on_host() {
  local ns=$server state=$work/srv name=vault
  [ "$1" = client ] && ns=$client state=$work/cli name=web1
  local mounts="mount --bind $work/hosts /etc/hosts; mount --bind $work/services /etc/services
    mount --bind $state/amandahosts /etc/amandahosts; mount --bind $state/debug /var/log/amanda; mount --bind $state/lib /var/lib/amanda; hostname $name"
  if [ "$1" = client ]; then mounts="$mounts; mkdir -p /srv/data; mount --bind $work/data /srv/data"
  else mounts="$mounts; mount --bind $state/etc /etc/amanda; mkdir -p /srv/backup; mount --bind $state /srv/backup"; fi
  in_ns "$ns" unshare -u -m bash -c "set -e; mount -t tmpfs none /srv; $mounts; $2 cd /; $3"
}

as_backup='setpriv --reuid=backup --regid=backup --init-groups env HOME=/var/backups'
auth=bsdtcp client_mounts= server_mounts=
# web1 10.78.1.2 -- firewall -- vault 10.78.2.2
routed 10.78
case $scenario in
  healthy) files 300 ;;
  idle-reset) auth=bsd; files 2600; forgetful_firewall ;;
  tar-fails)
    files 300
    # A tar that archives and then fails, as one does that met unreadable files.
    cat > "$work/tar" <<'TAR'
#!/bin/sh
/usr/bin/tar.real "$@"
status=$?
case " $* " in *' --file - '*) echo '/bin/tar: Exiting with failure status due to previous errors' >&2; exit 2 ;; esac
exit $status
TAR
    chmod 755 "$work/tar"
    client_mounts="cp /usr/bin/tar $work/tar.real; mkdir $work/bin; mount -t overlay none -o lowerdir=$work/over:/usr/bin /usr/bin;"
    mkdir -p "$work/over"; cp /usr/bin/tar "$work/over/tar.real"; cp "$work/tar" "$work/over/tar" ;;
  holding-full)
    files 2000
    tc -n "$firewall" qdisc add dev outside root tbf rate 8mbit burst 16k latency 400ms
    # Something else fills the holding disk as soon as the dump has begun to arrive there.
    server_mounts="mount -t tmpfs -o size=24m,uid=$(id -u backup),gid=$(id -g backup) none /srv/backup/hold;
      (until ls /srv/backup/hold/*/*.tmp; do sleep 0.2; done; sleep 1; dd if=/dev/zero of=/srv/backup/hold/other bs=1M) > /dev/null 2>&1 &" ;;
  *) echo "unknown scenario $scenario" >&2; exit 2 ;;
esac
configuration "$auth"

on_host client "$client_mounts" "exec /usr/sbin/inetd -d $work/inetd.conf" > "$work/inetd.log" 2>&1 &
sleep 1
on_host server "$server_mounts" "$as_backup amcheck -c nightly > $work/srv/amcheck.txt 2>&1 || true
  $as_backup timeout 150 amdump nightly --no-taper || true
  $as_backup amreport nightly > $work/srv/amreport.txt 2>&1 || true"
sleep 2

mkdir -p "$out/client" "$out/server"
cp -L "$work/srv/log/amdump.1" "$work/srv/log/log" "$work/srv/amreport.txt" "$work/srv/amcheck.txt" "$out/server/"
find "$work/srv/debug" -name '*.debug' -exec cp {} "$out/server/" \;
find "$work/cli/debug" -name '*.debug' -exec cp {} "$out/client/" \;
