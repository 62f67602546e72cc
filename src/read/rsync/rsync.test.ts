import assert from 'node:assert/strict'
import test from 'node:test'
import { readSample, told } from './sample-reading.ts'

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

test('the service is stopped: no run failed, unless a process that served one says so', () => {
  const log = (pid: number, text: string): string => `2026/11/21 06:21:17 [${pid}] ${text}\n`
  const stopped = 'rsync error: received SIGINT, SIGTERM, or SIGHUP (code 20) at rsync.c(874) [Receiver=3.5.0]'
  const started = log(4389, 'rsyncd version 3.5.0 starting, listening on port 873')
  const kinds = (text: string): readonly string[] => readSample(text).events.flatMap((event) => (event.symptom === undefined ? [] : [event.kind]))
  assert.deepEqual(kinds(started + log(4389, stopped)), [])
  assert.ok(kinds(started + log(4402, stopped) + log(4389, stopped)).includes('run.stopped'))
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

test('lines that only name files: of two processes by turns, of the program that BackupPC runs, before a failure', () => {
  const line = (pid: number, text: string): string => `2026/11/21 06:21:18 [${pid}] ${text}`
  const named = '>f+++++++++ srv/data/a.dat'
  const failed = 'rsync: connection unexpectedly closed (4711 bytes received so far) [sender]'
  const text = [line(1, 'building file list'), line(1, named), line(2, named), line(1, named), line(2, named), line(2, failed), line(1, named)].join('\n')
  const { events, claimed, unread } = readSample(text)
  assert.deepEqual([claimed[0]?.lines, unread.count], [7, 0])
  assert.deepEqual(
    events.map((event) => [event.kind, event.pid, 'line' in event.at ? event.at.line : 0]),
    [
      ['run.started', '1', 1],
      ['stream.active', '2', 5],
      ['connection.closed', '2', 6],
    ],
  )
  const bpc = readSample([line(1, 'building file list'), line(1, `${named} rsync_bpc`), line(1, failed)].join('\n'))
  assert.equal(bpc.events.at(-1)?.system, 'backuppc')
  const other = readSample([line(1, named), `${line(1, named)} \\`, 'folded', `nothing of rsync's [1] ${named}`].join('\n'))
  assert.equal(other.unread.count, 1)
})
