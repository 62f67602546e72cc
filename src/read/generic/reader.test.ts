import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import { generic } from './reader.ts'
import { damaged, readText, told } from './read-text.ts'

const lines: readonly (readonly [string, string | undefined])[] = [
  ['copyd: read error: Connection reset by peer', 'connection.failed errno=ECONNRESET operation=read channel=network specific'],
  ['copyd: write failed: Broken pipe (32)', 'connection.failed errno=EPIPE operation=write channel=unknown specific'],
  ['socket send error 10054', 'connection.failed errno=ECONNRESET operation=write channel=network specific'],
  ['recv() failed: WSAECONNRESET', 'connection.failed errno=ECONNRESET operation=read channel=network specific'],
  ['Error 0x00002746 while sending', 'connection.failed errno=ECONNRESET operation=write channel=network specific'],
  ['upload failed (os error 104)', 'connection.failed errno=ECONNRESET operation=write channel=network specific'],
  ['read failed, errno = 110', 'connection.failed errno=ETIMEDOUT operation=read channel=network specific'],
  ['An existing connection was forcibly closed by the remote host.', 'connection.failed errno=ECONNRESET operation=unknown channel=network specific'],
  ['No connection could be made because the target machine actively refused it', 'connect.failed errno=ECONNREFUSED specific'],
  ['ERROR could not connect to 10.0.0.9: No route to host', 'connect.failed errno=EHOSTUNREACH specific'],
  ['dial tcp 10.0.0.9:8000: i/o timeout', 'connect.failed errno=ETIMEDOUT peer=10.0.0.9 port=8000 specific'],
  ['agent: Unable to connect to the server: Connection timed out', 'connect.failed errno=ETIMEDOUT specific'],
  ['Connection closed by remote host', 'connection.closed specific'],
  ['copyd: unexpected EOF', 'connection.closed specific'],
  ['gzip: stdin: unexpected end of file', 'connection.closed echo'],
  ['FATAL: server closed the connection unexpectedly', 'connection.closed specific'],
  ['-1 : Pipe read error: 110 (Connection timed out)', 'connection.failed errno=ETIMEDOUT operation=read channel=network specific'],
  ['cp: error writing /mnt/x: No space left on device', 'storage.full path=/mnt/x specific'],
  ['write: Disk quota exceeded', 'storage.full quota=true specific'],
  ['open /srv/secret: permission denied', 'source.failed reason=permission path=/srv/secret partial=true specific'],
  ['ERROR: Access is denied.', 'access.refused reason=permission specific'],
  ['getaddrinfo: Temporary failure in name resolution', 'access.refused reason=name specific'],
  ['lookup bk.example.net: no such host', 'access.refused reason=name specific'],
  ['TLS handshake failure', 'tls.failed reason=TLS handshake failure specific'],
  ['x509: certificate has expired or is not yet valid', 'tls.failed reason=x509: certificate has expired or is not yet valid specific'],
  ['request failed: context deadline exceeded', 'timer.expired timer=context deadline exceeded specific'],
  ['attempt 1: connection reset by peer, retrying in 5 s', 'connection.failed errno=ECONNRESET operation=unknown channel=network'],
  ['connection reset by peer, giving up after 5 retries', 'connection.failed errno=ECONNRESET operation=unknown channel=network specific'],
  ['docs/howto fix Broken pipe.md', undefined],
  ['docs/net/No route to host - notes.txt', undefined],
  ["cp: error writing '/mnt/far/db.sql': Host is down", 'mount.failed path=/mnt/far/db.sql specific'],
  ['tar: /mnt/far/x: Cannot stat: Stale file handle', 'mount.failed path=/mnt/far/x specific'],
  ['fetch: failed to connect to bk.example.org port 443 after 130112 ms: Connection timed out', 'connect.failed errno=ETIMEDOUT specific'],
  ["ERROR 2005 (HY000): Unknown MySQL server host 'db2' (-2)", 'access.refused reason=name specific'],
  ['upload failed: 429 Too Many Requests', 'limit.reached limit=requests the service accepts specific'],
  ['done, 0 errors, 0 connection resets', undefined],
  ['connection timed out, recovered on the second attempt', undefined],
  ['copy finished without errors (timeout 300 s)', undefined],
  ['ConnectTimeout 10', undefined],
  ['381 connection resets received', undefined],
  ['Reset Connections                   =166', undefined],
  ['net.ipv4.tcp_keepalive_time = 7200', undefined],
  ['-A FORWARD -p tcp -j REJECT --reject-with tcp-reset', undefined],
  ['My backup dies with connection reset by peer after an hour.', undefined],
  ['Both server and client logs report "Connection reset by peer".', undefined],
  ['The client is unaware that the connection is closed by the remote host.', undefined],
  ['I get a broken pipe when the directory is large', undefined],
]

test('a line that names an error says which; prose, counters and repaired errors say nothing', async (t) => {
  for (const [line, expected] of lines)
    await t.test(line, () => assert.deepEqual(told(readText([generic], line).events), expected === undefined ? [] : [expected]))
})

const times: readonly (readonly [string, string, number])[] = [
  ['2026-11-21T05:40:12.250Z x: connection reset by peer', 's1 wall', Date.UTC(2026, 10, 21, 5, 40, 12) * 1000 + 250_000],
  ['2026/11/21 05:40:12 x: connection reset by peer', 's1 wall', Date.UTC(2026, 10, 21, 5, 40, 12) * 1000],
  ['[2026-11-21 05:40:12,5] x: connection reset by peer', 's1 wall', Date.UTC(2026, 10, 21, 5, 40, 12) * 1000 + 500_000],
  ['Sat Nov 21 05:40:12 UTC 2026 : x: connection reset by peer', 's1 wall', Date.UTC(2026, 10, 21, 5, 40, 12) * 1000],
  ['21-Nov-2026 05:40:12 x: connection reset by peer', 's1 wall', Date.UTC(2026, 10, 21, 5, 40, 12) * 1000],
  ['11/21/2026 05:40:12 PM x: connection reset by peer', 's1 wall', Date.UTC(2026, 10, 21, 17, 40, 12) * 1000],
  ['21/11/2026 05:40:12 x: connection reset by peer', 's1 wall', Date.UTC(2026, 10, 21, 5, 40, 12) * 1000],
  ['05:40:12.250 x: connection reset by peer', 's1 time-of-day', 20_412_250_000],
  ['1795239612.5 x: connection reset by peer', 's1 epoch', 1_795_239_612_500_000],
  ['[1676137.65] x: connection reset by peer', 's1 elapsed kernel', 1_676_137_650_000],
]

test('the time a line begins with is its moment', async (t) => {
  for (const [line, clock, us] of times) {
    await t.test(line, () => {
      const [event] = readText([generic], line).events
      assert.deepEqual([event?.when?.clock, event?.when?.us], [clock, us])
    })
  }
})

test('a title above prose is no failure beside a line that is one', () => {
  const { events } = readText(
    [generic],
    'Copy ends -- connection reset by peer\n\nThis is what we see in the log of the server.\n\ncopyd: read error: Connection reset by peer\n',
  )
  assert.deepEqual(
    events.map(({ symptom }) => symptom),
    ['specific', undefined],
  )
})

test('a title above nothing but prose is the failure', () => {
  const [event] = readText([generic], 'Copy ends -- connection reset by peer\n\nThis is all that we have seen of it.\n').events
  assert.equal(event?.symptom, 'specific')
  assert.equal(event?.reported, true)
})

test('a sentence that runs over the line end stays prose', () => {
  assert.deepEqual(
    readText([generic], 'It is always the same: after an hour the server tells us\nconnection reset by peer and then the job is gone.\n').events,
    [],
  )
})

test('cut off or damaged anywhere, lines are read without an exception', () => {
  const text = readFileSync(new URL('samples/mixed.log', import.meta.url), 'utf8')
  for (const broken of damaged(text, 1000)) readText([generic], broken)
})

test('a very long line takes no time', () => {
  const started = performance.now()
  for (const filling of ['a', ' ', '(', 'connection ', 'timed out ', '/x', '1.', 'tls: ', 'x509: "']) {
    readText([generic], `read error ${filling.repeat(16_000 / filling.length)} connection reset`)
  }
  assert.ok(performance.now() - started < 1500, `${performance.now() - started} ms`)
})
