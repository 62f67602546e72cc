import { type KindTable, testKinds } from '../../../test/support/line-tables.ts'
import { host } from './reader.ts'

const table: KindTable = [
  ['/usr/local/bin/nightly.sh: line 12: rclone: command not found', '*program.missing'],
  ['zsh:1: command not found: borg', '*program.missing'],
  ['nightly.sh: line 3: tput: command not found', ''],
  ['exec: "rsync": executable file not found in $PATH', '*program.missing'],
  ["FileNotFoundError: [Errno 2] No such file or directory: 'borg'", '*program.missing'],
  ["ModuleNotFoundError: No module named 'fasteners'", '*program.missing'],
  ['/usr/bin/python3: No module named borg', '*program.missing'],
  ['I think there is no module named so', ''],
  ['Nov 21 05:40:12 web1 systemd[1]: srv-far.mount: Mounting timed out. Stopping.', 'mount.failed'],
  ["Nov 21 05:40:12 web1 systemd[1]: srv-far.mount: Failed with result 'exit-code'.", 'mount.failed'],
  ['Nov 21 05:40:12 web1 systemd[1]: Failed to mount /srv/far.', 'mount.failed'],
  ['Nov 21 05:40:12 web1 systemd[1]: Dependency failed for Nightly backup of the mail.', '~run.ended'],
  ['Nov 21 05:40:12 web1 systemd[1]: Dependency failed for Graphical Interface.', ''],
  ["Nov 21 05:40:12 web1 systemd[1]: restic-home.service: Job restic-home.service/start failed with result 'dependency'.", '~run.ended'],
  ['From 203.0.113.1 icmp_seq=1 Frag needed and DF set (mtu = 1412)', 'setting.seen'],
  ['ping: local error: message too long, mtu=1412', 'setting.seen'],
  [' 2:  203.0.113.1                                           0.301ms pmtu 1412', 'setting.seen'],
  [' 2:  203.0.113.1                                           0.301ms', ''],
  ['Tue Nov 24 05:40:12 2026 kern.err kernel: [153.07] e1000e 0000:00:19.0 eth0: Detected Hardware Unit Hang:', 'link.lost'],
  ["sudo: sorry, user backup is not allowed to execute '/usr/bin/rsync' as root on web1.", '*access.refused'],
  ['Nov 21 05:40:12 web1 systemd[1]: restic-backup.service: Main process exited, code=exited, status=203/EXEC', '*program.missing'],
  [
    'Nov 21 05:40:12 web1 systemd[9]: amanda@3-192.0.2.4:10080.service: Failed at step EXEC spawning /usr/libexec/amanda/amandad: No such file or directory',
    '*program.missing',
  ],
  ['Nov 21 05:40:12 web1 systemd[1]: restic-backup.service: Main process exited, code=exited, status=1/FAILURE', '~run.ended'],
  ["Nov 21 05:40:12 web1 systemd[1]: restic-backup.service: Failed with result 'exit-code'.", '~run.ended'],
  ["Nov 21 05:40:12 web1 systemd[1]: sshd@12-192.0.2.9:22-203.0.113.7:51514.service: Failed with result 'exit-code'.", ''],
  ['Nov 21 05:40:12 web1 systemd[1]: restic-backup.service: Service reached runtime time limit. Stopping.', '~run.stopped'],
  ['Nov 21 05:40:12 web1 kernel: e1000e 0000:00:1f.6 eno1: Detected Hardware Unit Hang:', 'link.lost'],
]

testKinds([host], table)
