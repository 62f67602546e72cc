import assert from 'node:assert/strict'
import test from 'node:test'
import type { Event } from '../../model/index.ts'
import { readSample, said } from './sample-reading.ts'

/** `** kind field=value` for what failed, `~` for what repeats it, `-` for context; without how the run ended. */
function told(text: string, path?: string): readonly string[] {
  return readSample(text, path)
    .events.filter((event) => event.kind !== 'run.ended' || event.symptom !== undefined)
    .map(brief)
}

function brief(event: Event): string {
  const {
    at: _at,
    quote: _quote,
    when: _when,
    system: _system,
    run: _run,
    program,
    pid: _pid,
    job: _job,
    side: _side,
    host: _host,
    symptom,
    kind,
    ...fields
  } = event
  const mark = symptom === 'specific' ? '**' : symptom === 'echo' ? '~' : '-'
  const missing = event.kind === 'program.missing' ? `program=${program ?? ''} ` : ''
  const { callSite: _callSite, meaning: _meaning, ...rest } = { callSite: '', meaning: '', ...fields }
  return `${mark} ${kind} ${missing}${said(rest)}`.trim()
}

const lines: readonly (readonly [world: string, text: string, expected: readonly string[]])[] = [
  // The stream's end, its errors and its timers, by release
  ['2.5: end of stream', 'rsync: connection unexpectedly closed (4099 bytes read so far)', ['** connection.closed bytesReceived=4099']],
  [
    '2.6.0: write error, phase, no number',
    'rsync: writefd_unbuffered failed to write 4096 bytes: phase "unknown": Connection reset by peer',
    ['** connection.failed errno=ECONNRESET operation=write channel=network'],
  ],
  ['2.6.0: read error, no number', 'rsync: read error: Connection timed out', ['** connection.failed errno=ETIMEDOUT operation=read channel=network']],
  [
    '2.6.4: write error, phase, role, number',
    'rsync: writefd_unbuffered failed to write 4092 bytes: phase "send_file_entry" [sender]: Broken pipe (32)',
    ['** connection.failed errno=EPIPE operation=write channel=network role=sender'],
  ],
  [
    '2.6.9: write error, role',
    'rsync: writefd_unbuffered failed to write 4 bytes [generator]: Connection reset by peer (104)',
    ['** connection.failed errno=ECONNRESET operation=write channel=network role=generator'],
  ],
  [
    '3.0.9: write error to the socket',
    'rsync: writefd_unbuffered failed to write 4 bytes to socket [sender]: Broken pipe (32)',
    ['** connection.failed errno=EPIPE operation=write channel=network role=sender'],
  ],
  [
    '3.0.9: write error to the sibling',
    'rsync: writefd_unbuffered failed to write 79 bytes to message fd [receiver]: Broken pipe (32)',
    ['** connection.failed errno=EPIPE operation=write channel=pipe role=receiver'],
  ],
  [
    '3.0.9: end of stream with role',
    'rsync: connection unexpectedly closed (0 bytes received so far) [sender]',
    ['** connection.closed bytesReceived=0 role=sender'],
  ],
  [
    '3.1: separators',
    'rsync: connection unexpectedly closed (5,270 bytes received so far) [generator]',
    ['** connection.closed bytesReceived=5270 role=generator'],
  ],
  [
    '3.1: human-readable',
    'rsync: connection unexpectedly closed (1.23M bytes received so far) [sender]',
    ['** connection.closed bytesReceived=1230000 role=sender'],
  ],
  [
    '3.1: role before the words',
    'rsync: [sender] write error: Broken pipe (32)',
    ['** connection.failed errno=EPIPE operation=write channel=network role=sender'],
  ],
  [
    '3.2: read error',
    'rsync: [receiver] read error: Connection reset by peer (104)',
    ['** connection.failed errno=ECONNRESET operation=read channel=network role=receiver'],
  ],
  [
    'FreeBSD number',
    'rsync: [sender] read error: Connection reset by peer (54)',
    ['** connection.failed errno=ECONNRESET operation=read channel=network role=sender'],
  ],
  [
    'a local abort',
    'rsync: [sender] read error: Software caused connection abort (103)',
    ['** connection.failed errno=ECONNABORTED operation=read channel=network role=sender'],
  ],
  [
    'German words, Linux number',
    'rsync: [sender] read error: Die Verbindung wurde vom Kommunikationspartner zur\u00fcckgesetzt (104)',
    ['** connection.failed errno=ECONNRESET operation=read channel=network role=sender'],
  ],
  [
    'before the protocol',
    'rsync: [sender] safe_read failed to read 1 bytes: Connection reset by peer (104)',
    ['** connection.failed errno=ECONNRESET operation=read channel=network role=sender'],
  ],
  ['2.5: timer, singular', 'io timeout after 60 second - exiting', ['** timer.expired timer=rsync --timeout setting=--timeout limitUs=60000000']],
  [
    '3.1: timer with role',
    '[sender] io timeout after 600 seconds -- exiting',
    ['** timer.expired timer=rsync --timeout setting=--timeout limitUs=600000000 role=sender'],
  ],
  ['3.5: handshake timer', '[Receiver] daemon handshake timeout -- exiting', ['** timer.expired timer=rsync daemon handshake role=Receiver']],
  [
    '3.0: server side gives up without a word',
    'rsync error: timeout in data send/receive (code 30) at io.c(137) [generator=3.0.9]',
    ['** timer.expired timer=rsync --timeout setting=--timeout role=generator', '~ program.exited code=30 site=io.c(137) role=generator version=3.0.9'],
  ],
  ["the daemon's timer adopted", 'Setting --timeout=600 to match server', ['- setting.seen name=rsync --timeout value=600']],
  [
    '--stop-after',
    'stopping at requested limit\nrsync error: timeout in data send/receive (code 30) at io.c(927) [sender=3.5.0]',
    ['** run.stopped by=--stop-after', '~ program.exited code=30 site=io.c(927) role=sender version=3.5.0'],
  ],

  // Connecting
  ['refused', 'rsync: failed to connect to store1: Connection refused', ['** connect.failed errno=ECONNREFUSED port=873 peer=store1']],
  [
    '3.2: refused, on the port of -vv',
    'opening tcp connection to store1 port 8730\nrsync: [sender] failed to connect to store1 (192.0.2.1): Connection refused (111)',
    ['- connect.started port=8730', '** connect.failed errno=ECONNREFUSED port=8730 peer=store1 (192.0.2.1)'],
  ],
  [
    'IPv6 without a route beside IPv4',
    'rsync: failed to connect to store1 (2001:db8::1): Network is unreachable (101)\nrsync: failed to connect to store1 (192.0.2.1): Connection timed out (110)',
    ['~ connect.failed errno=ENETUNREACH port=873 peer=store1 (2001:db8::1)', '** connect.failed errno=ETIMEDOUT port=873 peer=store1 (192.0.2.1)'],
  ],
  [
    'IPv6 without a route alone',
    'rsync: failed to connect to store1 (2001:db8::1): Network is unreachable (101)',
    ['** connect.failed errno=ENETUNREACH port=873 peer=store1 (2001:db8::1)'],
  ],
  [
    'IPv4 without a route',
    'rsync: failed to connect to store1 (192.0.2.1): No route to host (113)',
    ['** connect.failed errno=EHOSTUNREACH port=873 peer=store1 (192.0.2.1)'],
  ],
  [
    'no port left',
    'rsync: failed to connect to store1 (192.0.2.1): Cannot assign requested address (99)',
    ['** connect.failed errno=EADDRNOTAVAIL port=873 peer=store1 (192.0.2.1)'],
  ],
  ['no such name', 'rsync: getaddrinfo: store9 873: Name or service not known', ['** access.refused reason=name detail=store9 873: Name or service not known']],
  [
    'contimeout',
    'rsync error: timeout waiting for daemon connection (code 35) at socket.c(281) [Receiver=3.1.2]',
    [
      '- timer.expired timer=rsync --contimeout setting=--contimeout role=Receiver',
      '** connect.failed errno=ETIMEDOUT port=873',
      '~ program.exited code=35 site=socket.c(281) role=Receiver version=3.1.2',
    ],
  ],
  ['a daemon finds its port taken', 'rsync: bind() failed: Address already in use (98) (address-family 2)', ['** connect.failed errno=EADDRINUSE local=true']],
  ['no greeting', 'rsync: did not see server greeting', ['** connection.closed bytesReceived=0']],

  // Refusals
  ['@ERROR: max connections', '@ERROR: max connections (20) reached -- try again later', ['** limit.reached limit=max connections value=20']],
  [
    '@ERROR: access',
    '@ERROR: access denied to backup from web1 (192.0.2.17)',
    ['** access.refused reason=host-list detail=module backup from web1 (192.0.2.17)'],
  ],
  ['@ERROR: password', '@ERROR: auth failed on module backup', ['** access.refused reason=authentication detail=module backup']],
  ['@ERROR: no such module', "@ERROR: Unknown module 'bakcup'", ["** access.refused reason=permission detail=Unknown module 'bakcup'"]],
  ['@ERROR: chdir', '@ERROR: chdir failed', ['** media.failed medium=path of the module detail=chdir failed']],
  ["@ERROR: a text of the administrator's", '@ERROR: closed for maintenance', ['** run.ended outcome=failed text=closed for maintenance']],
  [
    'log: password',
    '2026/11/21 06:21:18 [4523] auth failed on module backup from web1 (192.0.2.17): unauthorized user',
    ['** access.refused reason=authentication detail=module backup, unauthorized user'],
  ],
  [
    'log: no such module',
    "2026/11/21 06:21:18 [4523] unknown module 'x' tried from web1 (192.0.2.17)",
    ["** access.refused reason=permission detail=Unknown module 'x'"],
  ],
  [
    'option refused',
    'rsync: The server is configured to refuse --delete',
    ['** access.refused reason=permission detail=The server is configured to refuse --delete'],
  ],

  // Not the protocol, another protocol, a damaged protocol
  ['shell not clean', 'protocol version mismatch -- is your shell clean?\n(see the rsync man page for an explanation)', ['** stream.polluted']],
  ['first bytes as a number', '(Client) Protocol versions: remote=1668048215, negotiated=31', ['** stream.polluted text=Welc']],
  [
    'first bytes are no text',
    '(Client) Protocol versions: remote=-2147483393, negotiated=31',
    ['** stream.polluted detail=the remote protocol number was -2147483393'],
  ],
  [
    'a real but old protocol',
    '(Server) Protocol versions: remote=19, negotiated=19\nprotocol version mismatch - is your shell clean?',
    ['- setting.seen name=rsync protocol value=remote 19, negotiated 19', '** versions.mismatched detail=the other end speaks protocol 19'],
  ],
  ['another service greets', 'rsync: server sent "SSH-2.0-OpenSSH_9.6" rather than greeting', ['** stream.polluted text=SSH-2.0-OpenSSH_9.6']],
  [
    'option unknown over there',
    'rsync: on remote machine: -vlogDtprze.iLsfxCIvu: unknown option',
    ['** versions.mismatched detail=on remote machine: -vlogDtprze.iLsfxCIvu: unknown option'],
  ],
  ['2.5: tag', 'unexpected tag 93', ['** stream.corrupted detail=unexpected tag 93']],
  ['3.1: tag', 'unexpected tag 93 [sender/inc]', ['** stream.corrupted detail=unexpected tag 93 [sender/inc]']],
  ['overflow', 'multiplexing overflow 101:7104843 [sender]', ['** stream.corrupted detail=multiplexing overflow 101:7104843 [sender]']],
  ['inflate', 'inflate returned -3 (16384 bytes)', ['** stream.corrupted detail=inflate returned -3 (16384 bytes)']],
  [
    'a block that cannot be',
    'Invalid block index 422491811 (count=0) [receiver]',
    ['** stream.corrupted detail=Invalid block index 422491811 (count=0) [receiver]'],
  ],

  // The remote shell
  ['bash', 'bash: rsync: command not found', ['** program.missing program=rsync detail=bash: rsync: command not found']],
  ['dash', 'sh: 1: rsync: not found', ['** program.missing program=rsync detail=sh: 1: rsync: not found']],
  ['zsh', 'zsh:1: command not found: rsync', ['** program.missing program=rsync detail=zsh:1: command not found: rsync']],
  [
    'no ssh',
    'rsync: [Receiver] Failed to exec ssh: No such file or directory (2)',
    ['** program.missing program=ssh detail=rsync: [Receiver] Failed to exec ssh: No such file or directory (2)'],
  ],
  [
    'ssh failed',
    'rsync: connection unexpectedly closed (0 bytes received so far) [sender]\nrsync error: unexplained error (code 255) at io.c(226) [sender=3.1.3]',
    ['~ connection.closed bytesReceived=0 role=sender', '** program.exited code=255 site=io.c(226) role=sender version=3.1.3'],
  ],
  [
    'ssh failed after data',
    'rsync: connection unexpectedly closed (9120 bytes received so far) [sender]\nrsync error: unexplained error (code 255) at io.c(226) [sender=3.1.3]',
    ['** connection.closed bytesReceived=9120 role=sender', '** program.exited code=255 site=io.c(226) role=sender version=3.1.3'],
  ],

  // Files and disks
  ['disk full', 'rsync: write failed on "/b/x": No space left on device (28)', ['** storage.full path=/b/x']],
  ['quota', 'rsync: [receiver] mkstemp "/b/.x.Q1" failed: Disk quota exceeded (122)', ['** storage.full path=/b/.x.Q1 role=receiver quota=true']],
  ['2.6: permission', 'rsync: opendir "/root/x" failed: Permission denied (13)', ['** source.failed reason=permission path=/root/x partial=true']],
  ['source cannot be read', 'rsync: read errors mapping "/data/db": Input/output error (5)', ['** source.failed reason=io-error path=/data/db partial=true']],
  [
    'destination may not be written',
    'rsync: [generator] failed to set times on "/b/x": Operation not permitted (1)',
    ['** media.failed medium=destination detail=failed to set times on "/b/x": Operation not permitted'],
  ],
  [
    'destination folder missing',
    'rsync: mkdir "/b/x/y" failed: No such file or directory (2)\nrsync error: error in file IO (code 11) at main.c(674) [Receiver=3.1.2]',
    [
      '** media.failed medium=destination detail=mkdir "/b/x/y" failed: No such file or directory',
      '~ program.exited code=11 site=main.c(674) role=Receiver version=3.1.2',
    ],
  ],
  [
    'a network file system under the source',
    'rsync: [sender] readlink_stat("/mnt/nas/a") failed: Stale file handle (116)',
    ['** mount.failed path=/mnt/nas/a'],
  ],
  ['a reset from a mounted share', 'rsync: [receiver] write failed on "/mnt/smb/a": Connection reset by peer (104)', ['** mount.failed path=/mnt/smb/a']],
  ['vanished', 'file has vanished: "/data/tmp/x"', ['** source.failed reason=vanished partial=true path=/data/tmp/x']],
  [
    'code 23 alone',
    'rsync error: some files could not be transferred (code 23) at main.c(620)',
    ['** source.failed reason=other partial=true', '~ program.exited code=23 site=main.c(620)'],
  ],
  [
    'code 24 alone',
    'rsync warning: some files vanished before they could be transferred (code 24) at main.c(1207) [sender=3.1.3]',
    ['** source.failed reason=vanished partial=true', '~ program.exited code=24 site=main.c(1207) role=sender version=3.1.3'],
  ],
  [
    'a file could not be read, then the connection broke',
    'rsync: [sender] opendir "/x" failed: Permission denied (13)\nrsync: [sender] write error: Broken pipe (32)\nrsync error: error in socket IO (code 10) at io.c(849) [sender=3.4.1]',
    [
      '- source.failed reason=permission path=/x partial=true',
      '** connection.failed errno=EPIPE operation=write channel=network role=sender',
      '~ program.exited code=10 site=io.c(849) role=sender version=3.4.1',
    ],
  ],

  // Ends
  [
    'interrupted at the keyboard',
    '^Crsync error: received SIGINT, SIGTERM, or SIGHUP (code 20) at rsync.c(644) [sender=3.1.3]',
    ['** run.stopped signal=SIGINT, SIGTERM or SIGHUP', '~ program.exited code=20 site=rsync.c(644) role=sender version=3.1.3'],
  ],
  [
    'interrupted, but the disk was full',
    '^Crsync error: received SIGINT, SIGTERM, or SIGHUP (code 20) at rsync.c(644) [sender=3.1.3]\nrsync: write failed on "/b/x": No space left on device (28)',
    ['~ run.stopped signal=SIGINT, SIGTERM or SIGHUP', '~ program.exited code=20 site=rsync.c(644) role=sender version=3.1.3', '** storage.full path=/b/x'],
  ],
  [
    'a sibling was killed',
    'rsync error: sibling process terminated abnormally (code 16) at main.c(1503) [generator=3.1.2]',
    ['** program.killed by=unknown victim=rsync', '~ program.exited code=16 site=main.c(1503) role=generator version=3.1.2'],
  ],
  ['a trailer alone', 'rsync error: error in rsync protocol data stream (code 12) at io.c(165)', ['** program.exited code=12 site=io.c(165)']],
  [
    'a path in front of the file',
    'rsync error: error in rsync protocol data stream (code 12) at /AppleInternal/BuildRoot/rsync/io.c(453) [sender=2.6.9]',
    ['** program.exited code=12 site=io.c(453) role=sender version=2.6.9'],
  ],
  [
    'a code rsync does not know',
    'rsync error: unexplained error (code 137) at io.c(226) [sender=3.1.1]',
    ['** program.exited code=137 site=io.c(226) role=sender version=3.1.1'],
  ],

  // Fronts
  [
    "a script's stamp and label",
    '2026-11-21 06:21:18 backup.sh: stderr: rsync: [sender] write error: Broken pipe (32)',
    ['** connection.failed errno=EPIPE operation=write channel=network role=sender'],
  ],
  [
    'syslog of a wrapper',
    'Nov 21 06:21:18 web1 nightly[77]: rsync: [sender] write error: Broken pipe (32)',
    ['** connection.failed errno=EPIPE operation=write channel=network role=sender'],
  ],
]

for (const [world, text, expected] of lines) test(world, () => assert.deepEqual(told(text), expected))

const notOurs: readonly string[] = [
  'rc=10',
  'exit code 12',
  'rsync error: what am I to do?',
  'We run rsync: it fails every night with Connection reset by peer.',
  'rsync -a --timeout=600 /srv/data/ rsync://store1/backup/',
  'Nov 21 06:21:18 web1 in.tftpd[77]: connect from 192.0.2.1 (192.0.2.1)',
  'Nov 21 06:21:18 web1 postfix/smtpd[77]: connect from mail.example.net[192.0.2.1]',
  'nginx: 2026/11/21 06:21:18 [error] 77#0: upstream timed out',
  'ssh: connect to host store1 port 22: Connection refused',
  'bash: rsyncd.conf: No such file or directory',
  'read error: Connection reset by peer',
  'sendbackup: time 300.1: index tee cannot write [Broken pipe]',
]

for (const text of notOurs) test(`left to others: ${text}`, () => assert.equal(readSample(text).claimed.length, 0))

test('folded by a mail client: every place a line breaks gives the same events', () => {
  const whole = 'rsync: writefd_unbuffered failed to write 4092 bytes: phase "unknown" [sender]: Broken pipe (32)'
  const expected = told(whole)
  for (const at of [' "unknown"', ' [sender]', ' Broken'].map((mark) => whole.indexOf(mark))) {
    const folded = `${whole.slice(0, at)} \n${whole.slice(at + 1)}`
    assert.deepEqual(told(folded), expected, folded)
    assert.deepEqual(told(folded.replace(/^/gm, '> ')), expected, folded)
  }
  const trailer = 'rsync error: error in rsync protocol data stream (code 12) at io.c(226) [sender=3.1.3]'
  for (const at of [' protocol', ' (code', ' at', ' io.c', ' [sender'].map((mark) => trailer.indexOf(mark))) {
    assert.deepEqual(told(`${trailer.slice(0, at)}\n${trailer.slice(at + 1)}`), told(trailer), `cut at ${at}`)
  }
})

test('a line that seems broken off and a line of its own: both are read', () => {
  const text = 'rsync error: error in rsync protocol data stream (code 12) at io.c(666)\nrsync: read error: Connection reset by peer'
  assert.deepEqual(told(text), ['~ program.exited code=12 site=io.c(666)', '** connection.failed errno=ECONNRESET operation=read channel=network'])
})

test('two nights in one output are two runs', () => {
  const night = 'rsync: [sender] write error: Broken pipe (32)\nrsync error: error in socket IO (code 10) at io.c(849) [sender=3.4.1]\n'
  const events = readSample(night + night).events.filter((event) => event.symptom === 'specific')
  assert.deepEqual(
    events.map((event) => event.run),
    ['rsync s1 1', 'rsync s1 2'],
  )
})

test("a client's output and one failed connection of the daemon in one text are one run", () => {
  const text = [
    'rsync: [sender] write error: Broken pipe (32)',
    'rsync error: error in socket IO (code 10) at io.c(849) [sender=3.4.1]',
    '2026/11/21 06:21:18 [4523] connect from web1 (192.0.2.17)',
    '2026/11/21 06:21:18 [4523] rsync to backup/ from web1 (192.0.2.17)',
    '2026/11/21 06:31:18 [4523] rsync: connection unexpectedly closed (77 bytes received so far) [generator]',
  ].join('\n')
  const specific = readSample(text).events.filter((event) => event.symptom === 'specific')
  assert.deepEqual(new Set(specific.map((event) => event.run)), new Set(['rsync s1 4523']))
  const closed = specific.find((event) => event.kind === 'connection.closed')
  assert.equal(closed?.kind === 'connection.closed' ? closed.ageUs : undefined, 600_000_000)
})

test('a daemon process id that comes back serves another caller', () => {
  const one = (ip: string): string => `2026/11/21 06:21:18 [4523] connect from web (${ip})\n2026/11/21 06:21:18 [4523] rsync to backup/ from web (${ip})\n`
  const runs = readSample(one('192.0.2.1') + one('192.0.2.2'))
    .events.filter((event) => event.kind === 'run.started')
    .map((event) => event.run)
  assert.equal(new Set(runs).size, 2)
})

test('who comes and goes without a request is a probe, who asked for a module is a failure', () => {
  const probe = '2026/11/21 06:21:18 [4523] connect from web1 (192.0.2.17)\n'
  const request = '2026/11/21 06:21:18 [4523] rsync to backup/ from web1 (192.0.2.17)\n'
  const gone = '2026/11/21 06:21:18 [4523] rsync: connection unexpectedly closed (0 bytes received so far) [Receiver]\n'
  assert.deepEqual(told(probe + gone), ['- connection.opened', '- port.probed peer=web1 (192.0.2.17)'])
  assert.ok(told(probe + request + gone).includes('** connection.closed bytesReceived=0 role=Receiver ageUs=0'))
  // A client's own --log-file has the same prefix, and the same role before it knows better.
  assert.deepEqual(told(gone), ['** connection.closed bytesReceived=0 role=Receiver'])
})

test("the listener's last line is no transfer", () => {
  const text =
    '2026/11/21 06:21:17 [4389] rsyncd version 3.5.0 starting, listening on port 873\n2026/11/21 06:41:17 [4389] sent 0 bytes  received 0 bytes  total size 0'
  assert.deepEqual(
    readSample(text).events.map((event) => event.kind),
    ['setting.seen'],
  )
})

test('the side that stores is the server, whichever end the daemon is', () => {
  const request = (direction: string): string => `2026/11/21 06:21:18 [4523] rsync ${direction} backup/ from web1 (192.0.2.17)`
  assert.deepEqual(
    ['to', 'on'].map((direction) => readSample(request(direction)).events[0]?.side),
    ['server', 'client'],
  )
})

test('rsync_bpc writes for BackupPC', () => {
  const text = 'rsync_bpc: [generator] write error: Broken pipe (32)\nrsync error: error in socket IO (code 10) at io.c(820) [generator=3.1.3.0]'
  assert.deepEqual(new Set(readSample(text).events.map((event) => event.system)), new Set(['backuppc']))
})

test('of many files that vanish the first ten are told and the rest counted', () => {
  const { events, notes } = readSample(Array.from({ length: 500 }, (_, n) => `file has vanished: "/data/${n}"`).join('\n'))
  assert.equal(events.length, 10)
  assert.match(notes[0] ?? '', /^490 more lines/)
})
