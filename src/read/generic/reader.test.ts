import assert from 'node:assert/strict'
import test from 'node:test'
import { generic } from './reader.ts'
import { readText, told } from './read-text.ts'
import { assertEnds } from '../../../test/support/processor-time.ts'

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
  ['attempt 1: connection reset by peer, retrying in 5 s', 'connection.failed errno=ECONNRESET operation=unknown channel=network specific'],
  ['connection reset by peer, giving up after 5 retries', 'connection.failed errno=ECONNRESET operation=unknown channel=network specific'],
  [
    '<tr><td>0</td><td>copyd: write error: Connection reset by peer (104)</td></tr>',
    'connection.failed errno=ECONNRESET operation=write channel=network specific',
  ],
  ['| 7 | copyd: write error: Connection reset by peer (104) |', 'connection.failed errno=ECONNRESET operation=write channel=network specific'],
  ['"copyd: write error: Connection reset by peer (104)"', 'connection.failed errno=ECONNRESET operation=write channel=network specific'],
  ['  "copyd: write error: Connection reset by peer (104)",', undefined],
  ['| Connection reset by peer | the other end closed it |', undefined],
  ['docs/howto fix Broken pipe.md', undefined],
  ['docs/net/No route to host - notes.txt', undefined],
  ["cp: error writing '/mnt/far/db.sql': Host is down", 'mount.failed path=/mnt/far/db.sql specific'],
  ['cp: cannot stat /mnt/far/x: Host is down', 'mount.failed path=/mnt/far/x specific'],
  ["ls: cannot access '/mnt/far/a b': Transport endpoint is not connected", 'mount.failed path=/mnt/far/a b specific'],
  ['df: /mnt/far share: Host is down', 'mount.failed path=/mnt/far share specific'],
  ['ls: far: Stale file handle', 'mount.failed path=far specific'],
  ['bash: cd: /mnt/far: Host is down', 'mount.failed path=/mnt/far specific'],
  ['tar: /mnt/far/x: Cannot stat: Stale file handle', 'mount.failed path=/mnt/far/x specific'],
  [
    'fetch: failed to connect to bk.example.org port 443 after 130112 ms: Connection timed out',
    'connect.failed errno=ETIMEDOUT peer=bk.example.org port=443 specific',
  ],
  ["ERROR 2005 (HY000): Unknown MySQL server host 'db2' (-2)", 'access.refused reason=name specific'],
  ['dial tcp: lookup bk.example.net on 10.0.0.1:53: read udp 10.0.0.5:4000->10.0.0.1:53: i/o timeout', 'access.refused reason=name specific'],
  ['mount error(112): Host is down', 'mount.failed specific'],
  ['mount error(13): Permission denied', 'access.refused reason=permission detail=Permission denied specific'],
  ['mount.nfs: Connection timed out', 'mount.failed specific'],
  [
    'mount.nfs: access denied by server while mounting nas:/bk',
    'access.refused reason=permission detail=access denied by server while mounting nas:/bk specific',
  ],
  ['cli_push returned NT_STATUS_DISK_FULL', 'storage.full quota=false specific'],
  ['session setup failed: NT_STATUS_IO_TIMEOUT', 'timer.expired timer=NT_STATUS_IO_TIMEOUT specific'],
  [
    "        DETAIL: The socket error's message is '[Errno 104] Connection reset by peer'.  There has been 1 attempt to send the volume so far.",
    'connection.failed errno=ECONNRESET operation=write channel=network specific',
  ],
  ["425 Can't build data connection: Connection timed out", 'connect.failed errno=ETIMEDOUT specific'],
  ['412 failed connection attempts', undefined],
  ['upload failed: 429 Too Many Requests', 'limit.reached limit=requests the service accepts specific'],
  ['upload failed: 403: Cannot upload files, storage cap exceeded.', 'storage.full quota=true specific'],
  ['ERROR client.PutObject: not written to within the timeout period.', 'timer.expired timer=within the timeout period specific'],
  ['[ERRO]: error connecting err="dial_timeout of 10s exceeded"', 'connect.failed errno=ETIMEDOUT specific'],
  ['WARNING: tree connect failed: NT_STATUS_CONNECTION_DISCONNECTED', 'connection.closed specific'],
  ['WARNING: cli_push returned NT_STATUS_CONNECTION_RESET', 'connection.failed errno=ECONNRESET operation=unknown channel=network specific'],
  ['tree connect failed: NT_STATUS_BAD_NETWORK_NAME', 'media.failed medium=share detail=NT_STATUS_BAD_NETWORK_NAME specific'],
  ['Renci.SshNet.Common.SshConnectionException: MAC error', 'stream.corrupted detail=MAC error specific'],
  ['http: TLS handshake error from 192.0.2.9:40112: remote error: tls: bad certificate', 'tls.failed reason=TLS handshake error specific'],
  [
    'Operation List attempt 1 of 5 failed: No suitable authentication method found',
    'access.refused reason=authentication detail=No suitable authentication method specific',
  ],
  ['ERROR pod volume backup failed: error running restic backup, stderr=: signal: killed', 'program.killed by=signal signal=SIGKILL specific'],
  ['BodyTimeoutError: Body Timeout Error', 'timer.expired timer=BodyTimeoutError specific'],
  ['ConnectTimeoutError: Connect Timeout Error', 'connect.failed errno=ETIMEDOUT specific'],
  ['2026-11-21 05:15:35 -- info: ERROR: Unable to backup vm7 due to error in VMDK backup!', 'run.ended outcome=failed text=ERROR: Unable to backup echo'],
  ['ERROR: replication of tank/home failed', 'run.ended outcome=failed text=ERROR: replication of tank/home failed echo'],
  ['ERROR: backup failed, retrying in 60 s', undefined],
  ['  log.error("ERROR: backup failed");', undefined],
  [
    'BackendException: ssh connection to bk@bk:22 failed: Authentication failed.',
    'access.refused reason=authentication detail=failed: Authentication failed specific',
  ],
  ['The MAC address of the printer changed', undefined],
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

test('a very long line takes no time', () => {
  assertEnds(() => {
    for (const filling of ['a', ' ', '(', 'connection ', 'timed out ', '/x', '1.', 'tls: ', 'x509: "']) {
      readText([generic], `read error ${filling.repeat(16_000 / filling.length)} connection reset`)
    }
  }, 5_000)
})
