#!/usr/bin/env bash
# Records how rsync really fails: runs the installed rsync against a daemon inside a network and mount namespace of its own
# and writes <out>/<name>/{client.log,daemon.log}. Needs root, rsync, nftables and iproute2. Usage: rsync.sh OUT_DIR [NAME...]
set -u
out=$(realpath -m "${1:?where to write}")
shift
if [ "${HF_INSIDE:-}" != yes ]; then
  ns=holdfast-rsync-$$
  mkdir -p "$out"
  ip netns add "$ns"
  trap 'ip netns delete "$ns"' EXIT
  HF_INSIDE=yes ip netns exec "$ns" bash "$0" "$out" "$@"
  exit
fi

port=18730
at=rsync://127.0.0.1:$port
daemon=
only=("$@")

# The tmpfs hides /srv of this mount namespace only, so that paths in the logs are the same on every machine.
ip link set lo up
mount -t tmpfs -o size=200m tmpfs /srv
mkdir -p /srv/data /srv/backup /srv/small /srv/etc
chmod 755 /srv
for n in $(seq 1 60); do head -c 100000 /dev/urandom > "/srv/data/file.$n"; done
mount -t tmpfs -o size=1m tmpfs /srv/small
printf 'backup:secret\n' > /srv/etc/secrets
chmod 600 /srv/etc/secrets

config() {
  printf '%s\n' 'use chroot = no' 'uid = root' 'gid = root' 'log file = /srv/daemon.log' "$@" \
    '[backup]' 'path = /srv/backup' 'read only = no' \
    '[small]' 'path = /srv/small' 'read only = no' \
    '[locked]' 'path = /srv/backup' 'auth users = backup' 'secrets file = /srv/etc/secrets' \
    '[denied]' 'path = /srv/backup' 'hosts allow = 192.0.2.1' \
    '[one]' 'path = /srv/backup' 'read only = no' 'max connections = 1' 'lock file = /srv/one.lock' \
    '[fixed]' 'path = /srv/backup' 'read only = yes' > /srv/etc/rsyncd.conf
}
start() {
  rm -rf /srv/daemon.log /srv/backup/* /srv/small/*
  config "$@"
  rsync --daemon --no-detach --port=$port --config=/srv/etc/rsyncd.conf & daemon=$!
  for _ in $(seq 50); do grep -qs listening /srv/daemon.log && break; sleep 0.1; done; sleep 0.3
}
stop() {
  [ -z "$daemon" ] && return
  sleep 0.5
  kill "$daemon" 2> /dev/null
  wait "$daemon" 2> /dev/null
  daemon=
}
child() { pgrep -P "$daemon" | head -1; }
wanted() { [ ${#only[@]} -eq 0 ] || [[ " ${only[*]} " == *" $1 "* ]]; }
keep() {
  stop
  mkdir -p "$out/$1"
  [ -s /srv/client.log ] && mv /srv/client.log "$out/$1/client.log"
  [ -e /srv/daemon.log ] && mv /srv/daemon.log "$out/$1/daemon.log"
  nft flush ruleset
}
client() { rsync "$@" > /srv/client.log 2>&1; }
slowly() { (exec rsync -a --bwlimit=1500 "$@" > /srv/client.log 2>&1) & running=$!; sleep 1.5; }

healthy_push() { start; client -a --stats /srv/data/ $at/backup/; }
healthy_pull() { start; cp -r /srv/data /srv/backup/; client -av $at/backup/ /srv/restored/; rm -rf /srv/restored; }
healthy_logging() { start 'transfer logging = yes'; rsync -a --log-file=/srv/client.log --include='file.[1-5]' --exclude='*' /srv/data/ $at/backup/ > /dev/null 2>&1; }
daemon_child_killed() { start; slowly /srv/data/ $at/backup/; pids=$(child; pgrep -P "$(child)"); kill -9 $pids; wait $running; }
client_terminated() { start; slowly /srv/data/ $at/backup/; kill -TERM $running; wait $running; }
client_killed() { start; slowly /srv/data/ $at/backup/; kill -KILL $running; wait $running 2> /dev/null; }
receiver_stopped() { start; head -c 90000000 /dev/zero > /srv/data/big; client -a --timeout=3 /srv/data/ $at/backup/ & running=$!; sleep 0.15; pids=$(child; pgrep -P "$(child)"); kill -STOP $pids; wait $running; kill -CONT $pids; sleep 1; rm /srv/data/big; }
max_connections() { start; rsync -a --bwlimit=1500 /srv/data/ $at/one/ > /dev/null 2>&1 & running=$!; sleep 1; client -a /srv/data/ $at/one/; kill -9 $running; wait $running 2> /dev/null; }
auth_failed() { start; RSYNC_PASSWORD=wrong client -a backup@127.0.0.1::locked /srv/x --port=$port; }
host_denied() { start; client -a $at/denied/ /srv/x; }
module_unknown() { start; client -a /srv/data/ $at/bakcup/; }
module_read_only() { start; client -a /srv/data/ $at/fixed/; }
connect_refused() { client -a /srv/data/ $at/backup/; }
connect_dropped() { nft -f - <<< "table inet t { chain i { type filter hook input priority 0; tcp dport $port drop; }; }"; client -a --contimeout=2 /srv/data/ $at/backup/; }
name_unknown() { client -a /srv/data/ rsync://backup.invalid/backup/; }
disk_full() { start; client -a /srv/data/ $at/small/; }
source_permission() {
  start
  mkdir /srv/data/private; echo x > /srv/data/private/key; chmod 700 /srv/data/private; cp /srv/data/file.1 /srv/data/unreadable; chmod 600 /srv/data/unreadable
  setpriv --reuid=65534 --regid=65534 --clear-groups rsync -rt --stats /srv/data/ $at/backup/ > /srv/client.log 2>&1
  rm -r /srv/data/private /srv/data/unreadable
}
source_vanished() { start; for n in $(seq 1 400); do echo "$n" > "/srv/data/zz.$n"; done; slowly /srv/data/ $at/backup/; rm /srv/data/zz.3[0-9]; wait $running; rm /srv/data/zz.*; }
destination_read_only() { mkdir -p /srv/fixed; mount -t tmpfs -o ro tmpfs /srv/fixed; client -r /srv/data/file.1 /srv/data/file.2 /srv/fixed/; umount /srv/fixed; }
shell_polluted() { printf '#!/bin/sh\necho "Welcome to backup1"\nshift\nexec sh -c "$*"\n' > /srv/etc/shell; chmod 755 /srv/etc/shell; client -a -e /srv/etc/shell /srv/data/ backup1:/srv/backup/; }
remote_missing() { printf '#!/bin/sh\nshift\nexec bash -c "$*"\n' > /srv/etc/shell; chmod 755 /srv/etc/shell; client -a -e /srv/etc/shell --rsync-path=/opt/rsync/bin/rsync /srv/data/ backup1:/srv/backup/; }
remote_not_in_path() { printf '#!/bin/sh\nshift\nPATH=/nowhere exec /bin/bash -c "$*"\n' > /srv/etc/shell; chmod 755 /srv/etc/shell; client -a -e /srv/etc/shell /srv/data/ backup1:/srv/backup/; }
shell_failed() { printf '#!/bin/sh\nexit 255\n' > /srv/etc/shell; chmod 755 /srv/etc/shell; client -a -e /srv/etc/shell backup1:/srv/backup/ /srv/x/; }
reset_by_firewall() { start; slowly /srv/data/ $at/backup/; nft -f - <<< "table inet t { chain i { type filter hook input priority 0; tcp dport $port reject with tcp reset; }; }"; wait $running; }
port_probed() { start; for _ in 1 2; do exec 3<> /dev/tcp/127.0.0.1/$port; exec 3>&-; sleep 0.3; done; }
versions_shown() { start; client -avvvv --include='file.1' --exclude='*' /srv/data/ $at/backup/; grep -E 'Protocol versions|opening|Connected|sending daemon|msg checking|incremental|speedup|^sent|_exit_cleanup' /srv/client.log > /srv/client.some; mv /srv/client.some /srv/client.log; }
option_unknown() { printf '#!/bin/sh\nshift\nexec sh -c "$* --not-an-option"\n' > /srv/etc/shell; chmod 755 /srv/etc/shell; client -a -e /srv/etc/shell /srv/data/ backup1:/srv/backup/; }

for name in $(declare -F | awk '{ print $3 }'); do
  case $name in config | start | stop | child | wanted | keep | client | slowly) continue ;; esac
  kept=${name//_/-}
  wanted "$kept" || continue
  rm -f /srv/client.log /srv/daemon.log
  $name
  keep "$kept"
done
