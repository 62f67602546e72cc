import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import { testTold, type ToldTable } from '../../../test/support/line-tables.ts'
import { readText } from '../generic/read-text.ts'
import { host } from './reader.ts'

const kernel = 'Nov 21 03:00:00 h kernel: '
const systemd = 'Nov 21 03:00:00 h systemd[1]: '

const lines: ToldTable = [
  [`${kernel}e1000e 0000:00:19.0 eth0: NIC Link is Up 100 Mbps Half Duplex, Flow Control: None`, ['setting.seen name=duplex value=half']],
  [`${kernel}igb 0000:01:00.0 eth1: igb: eth1 NIC Link is Up 1000 Mbps Full Duplex, Flow Control: RX`, ['setting.seen name=duplex value=full']],
  [`${kernel}r8169 0000:02:00.0 eth0: Link is Up - 100Mbps/Half - flow control off`, ['setting.seen name=duplex value=half']],
  ['2026/11/21 03:00:00 http: TLS handshake error from 198.51.100.7:40112: EOF', ['port.probed peer=198.51.100.7']],
  ['[ERRO][sink]: accept error err="read tcp 192.0.2.3:777->198.51.100.5:52332: read: connection reset by peer"', ['port.probed']],
  ['http: TLS handshake error from 192.0.2.9:40112: remote error: tls: bad certificate', undefined],
  ["timeout: sending signal TERM to command 'rsync'", ['run.stopped by=timeout(1) signal=SIGTERM specific']],
  ["timeout: sending signal TERM to command 'make'", ['run.stopped by=timeout(1) signal=SIGTERM']],
  ['backup.sh: rc=124', ['run.stopped by=timeout(1) specific']],
  ['rsync exited with status 124', ['run.stopped by=timeout(1) specific']],
  ['job 124 done', undefined],
  [`${kernel}Out of memory: Killed process 4711 (rsync) total-vm:1kB`, ['program.killed by=oom-killer signal=SIGKILL victim=rsync specific']],
  [`${kernel}Out of memory: Kill process 4711 (bpbkar) score 900 or sacrifice child`, ['program.killed by=oom-killer signal=SIGKILL victim=bpbkar specific']],
  [`${kernel}Memory cgroup out of memory: Killed process 4711 (java) total-vm:1kB`, ['program.killed by=oom-killer signal=SIGKILL victim=java']],
  [
    '[ 12.500000] Memory cgroup out of memory: Killed process 4711 (restic) total-vm:1kB',
    ['program.killed by=oom-killer signal=SIGKILL victim=restic specific'],
  ],
  ['pid 4711 (borg), jid 0, uid 0, was killed: out of swap space', ['program.killed by=oom-killer signal=SIGKILL victim=borg specific']],
  [`${kernel}rsync[444]: segfault at 0 ip 00007f sp 0 error 4 in libc.so`, ['program.killed by=crash victim=rsync signal=SIGSEGV specific']],
  [`${kernel}firefox[444]: segfault at 0 ip 00007f sp 0 error 4 in libc.so`, ['program.killed by=crash victim=firefox signal=SIGSEGV']],
  ['Nov 21 03:00:00 h inetd[412]: amanda/udp server failing (looping), service terminated', ['limit.reached limit=how often inetd starts amanda specific']],
  ['Nov 21 03:00:00 h inetd[412]: finger/tcp server failing (looping), service terminated', ['limit.reached limit=how often inetd starts finger']],
  ['Nov 21 03:00:00 h xinetd[88]: FAIL: amanda address from=198.51.100.4', ['access.refused reason=host-list detail=amanda: address specific']],
  ['Nov 21 03:00:00 h xinetd[88]: FAIL: rsync per_source_limit from=198.51.100.4', ['limit.reached limit=per_source_limit of rsync specific']],
  ['Nov 21 03:00:00 h xinetd[88]: FAIL: finger libwrap from=198.51.100.4', ['access.refused reason=host-list detail=finger: libwrap']],
  ['Nov 21 03:00:00 h inetd[412]: execv /usr/lib/amanda/amandad: No such file or directory', ['program.missing detail=No such file or directory specific']],
  ['Nov 21 03:00:00 h inetd[412]: /usr/lib/amanda/amandad: No such file or directory', ['program.missing detail=No such file or directory specific']],
  [
    'Nov 21 03:00:00 h xinetd[88]: Deactivating service rsync due to excessive incoming connections.  Restarting in 10 seconds.',
    ['limit.reached limit=how often inetd starts rsync specific'],
  ],
  [`${kernel}e1000e: eth0 NIC Link is Down`, ['link.lost device=eth0']],
  [`${kernel}igb 0000:01:00.0: eth1: igb: eth1 NIC Link is Down`, ['link.lost device=eth1']],
  [`${kernel}r8169 0000:02:00.0 enp2s0: Link is Down`, ['link.lost device=enp2s0']],
  ['em0: link state changed to DOWN', ['link.lost device=em0']],
  [`${kernel}bond0: (slave eth1): link status definitely down, disabling slave`, []],
  [`${kernel}NETDEV WATCHDOG: eth0 (e1000e): transmit queue 0 timed out`, ['link.lost device=eth0']],
  [`${kernel}e1000e: eth0 NIC Link is Up 1000 Mbps`, []],
  [`${kernel}nf_conntrack: nf_conntrack: table full, dropping packet`, ['table.overflowed table=nf_conntrack']],
  [`${kernel}nf_conntrack: table full, dropping packet.`, ['table.overflowed table=nf_conntrack']],
  [`${kernel}TCP: Peer 192.0.2.5:873/44120 unexpectedly shrunk window 1:2 (repaired)`, ['setting.seen name=peer shrunk window value=192.0.2.5:873/44120']],
  [`${kernel}TCP: request_sock_TCP: Possible SYN flooding on port 873. Sending cookies.`, ['limit.reached limit=listen backlog of port 873']],
  [`${kernel}TCP: Possible SYN flooding on port [::]:10080. Sending cookies.`, ['limit.reached limit=listen backlog of port 10080']],
  [`${kernel}nfs: server filer not responding, still trying`, ['mount.failed path=filer fileSystem=nfs']],
  [`${kernel}blk_update_request: I/O error, dev sda, sector 12`, ['source.failed reason=io-error path=/dev/sda']],
  ['NFS server filer2 not responding still trying', ['mount.failed path=filer2 fileSystem=nfs']],
  [
    '/opt/job.sh: line 16:  2424 Exit 12                 dsmc restore "/data/*" -verbose',
    ['run.ended outcome=failed text=dsmc restore "/data/*" ended with 12 echo'],
  ],
  ['/opt/job.sh: line 16:  2424 Exit 1                  tar -cf x /data', []],
  [`${kernel}usb 1-1: new high-speed USB device`, []],
  [
    `${systemd}nightly-backup.service: Main process exited, code=killed, status=9/KILL`,
    ['program.killed by=signal signal=SIGKILL victim=nightly-backup.service specific'],
  ],
  [`${systemd}rsync.service: Main process exited, code=dumped, status=11/SEGV`, ['program.killed by=crash signal=SIGSEGV victim=rsync.service specific']],
  [`${systemd}cups.service: Main process exited, code=killed, status=9/KILL`, ['program.killed by=signal signal=SIGKILL victim=cups.service']],
  [`${systemd}nightly-backup.service: Failed with result 'timeout'.`, ['run.stopped by=systemd specific']],
  [`${systemd}borg.service: A process of this unit has been killed by the OOM killer.`, ['program.killed by=oom-killer victim=borg.service echo']],
  ["Nov 21 03:00:00 h systemd-sleep[9]: Entering sleep state 'suspend'...", ["host.suspended detail=Entering sleep state 'suspend'"]],
  [`${kernel}PM: suspend entry (deep)`, ['host.suspended detail=suspend entry']],
  [
    'lib.sh: line 13:  4389 Killed                  rsync -a /srv/ bk::data',
    ['program.killed by=signal signal=SIGKILL victim=rsync -a /srv/ bk::data specific'],
  ],
  [
    './b.sh: line 6:    78 File size limit exceededtar -cf /srv/a.tar /home',
    ['program.killed by=signal signal=SIGXFSZ victim=tar -cf /srv/a.tar /home specific'],
  ],
  ['./b.sh: line 5:    77 Segmentation fault      (core dumped) borg create x', ['program.killed by=crash signal=SIGSEGV victim=borg create x specific']],
  [
    '     4390 Killed                  | borg create --stdin-name x /repo::a -',
    ['program.killed by=signal signal=SIGKILL victim=borg create --stdin-name x /repo::a - specific'],
  ],
  ['b.sh: line 9: 812 Terminated              rsync -a /srv/ bk::data', ['run.stopped signal=SIGTERM specific']],
  ['Nov 21 03:00:00 h systemd[1]: backup.service: Main process exited, code=killed, status=15/TERM', ['run.stopped signal=SIGTERM echo']],
  ['Killed', ['program.killed by=unknown signal=SIGKILL']],
  ['4 packets transmitted, 4 received, 0% packet loss, time 3004ms', ['setting.seen name=ping value=answered 4 of 4']],
  ['    Packets: Sent = 4, Received = 0, Lost = 4 (100% loss),', ['setting.seen name=ping value=answered 0 of 4']],
  ['dumper: kill index command', undefined],
  ['rsync: [sender] write error: Connection reset by peer (104)', undefined],
  ['The kernel killed the process, we think.', undefined],
]

testTold([host], lines)

test('a log tells a kill once, a boot only where it is not the beginning', () => {
  const { events, unread } = readText([host], readFileSync(new URL('samples/kernel.log', import.meta.url), 'utf8'))
  assert.deepEqual(
    events.filter(({ kind }) => kind === 'program.killed').map(({ symptom }) => symptom),
    ['specific', 'echo', 'specific', 'specific'],
  )
  assert.equal(events.filter(({ kind }) => kind === 'host.restarted').length, 1)
  assert.equal(unread.count, 0)
})

test('the process that was killed is the one the kernel names, not the one that writes', () => {
  for (const [line, pid] of [
    [`${kernel}Out of memory: Killed process 4711 (rsync) total-vm:1kB`, '4711'],
    [`${kernel}rsync[4712]: segfault at 0 ip 00007f sp 00007f error 4 in libc.so.6`, '4712'],
    ['Nov 21 03:00:00 h kernel: pid 4713 (rsync), jid 0, uid 0: exited on signal 11 (core dumped)', '4713'],
  ] as const)
    assert.equal(readText([host], line).events[0]?.pid, pid, line)
})
