import assert from 'node:assert/strict'
import test from 'node:test'
import { generic } from './reader.ts'
import { readText } from './read-text.ts'

function alarms(text: string): number {
  return readText([generic], text).events.filter((event) => event.symptom !== undefined).length
}

/** What programs print when it happened to them. */
const failures: readonly string[] = [
  '2026-11-21 05:40:12 copyd[77]: read error: Connection reset by peer',
  'Nov 21 05:40:12 web1 vaultcopy[4242]: upload of /srv/a.db failed: Broken pipe',
  'Nov 21 05:40:12 web1 nightly.sh: nc: write failed: Connection timed out',
  '2026-11-21T05:40:12Z agent: connection to store1:4410 lost',
  '[2026-11-21 05:40:12] ERROR: Connection refused',
  '05:40:12.250 transfer aborted: No route to host',
  'Sat Nov 21 05:40:12 2026 [error] remote end closed the connection unexpectedly',
  '1795239612 E stream 3: connection reset by peer',
  'copyd: fatal: write: No space left on device',
  'copyd: Ignore the rest of block 7: Connection reset by peer (104)',
  'copyd: cannot write /backup/a.img: Disk quota exceeded',
  'tapecopy: /dev/nst0: Input/output error',
  'mybackup.py: ConnectionResetError: [Errno 104] Connection reset by peer',
  'ConnectionRefusedError: [Errno 111] Connection refused',
  'BrokenPipeError: [Errno 32] Broken pipe',
  'OSError: [Errno 28] No space left on device',
  'Error: read ECONNRESET',
  'Error: connect ECONNREFUSED 192.0.2.10:4410',
  'Error: getaddrinfo ENOTFOUND store1.example.net',
  'npm ERR! code ECONNRESET',
  'ENOSPC: no space left on device, write',
  'EPIPE: broken pipe, write',
  'java.net.SocketException: Connection reset',
  'java.net.SocketTimeoutException: Read timed out',
  'java.io.IOException: No space left on device',
  'Caused by: java.net.ConnectException: Connection refused (Connection refused)',
  'curl: (56) Recv failure: Connection reset by peer',
  'curl: (7) Failed to connect to store1 port 443 after 21 ms: Connection refused',
  '* Recv failure: Connection reset by peer',
  'wget: unable to resolve host address store1',
  'nc: connect to store1 port 4410 (tcp) failed: Connection refused',
  'dial tcp 192.0.2.10:8000: i/o timeout',
  'Error: Post "https://store1:8000/blob": write tcp 10.0.0.5:4000->192.0.2.10:8000: write: broken pipe',
  '{"level":"error","time":"2026-11-21T05:40:12Z","msg":"dial tcp 192.0.2.10:443: connect: connection refused"}',
  'time="2026-11-21T05:40:12Z" level=error msg="upload: connection reset by peer" host=store1',
  'level=fatal msg="dial tcp: lookup store1: no such host"',
  'thread \'main\' panicked at src/main.rs:42: called `Result::unwrap()` on an `Err` value: Os { code: 104, kind: ConnectionReset, message: "Connection reset by peer" }',
  'Error: Connection reset by peer (os error 104)',
  'Connection closed by remote host',
  'Connection reset by peer',
  'write failed: Broken pipe',
  'tar: /mnt/backup/a.tar: Cannot write: No space left on device',
  "dd: error writing '/mnt/backup/img': No space left on device",
  "cp: error writing '/mnt/backup/x': Input/output error",
  "cp: cannot create regular file '/mnt/backup/x': Read-only file system",
  'gzip: stdout: No space left on device',
  'mbuffer: error: outputThread: error writing to <stdout> at offset 0x1a0000: Broken pipe',
  'pigz: abort: write error on <stdout> (Broken pipe)',
  'socat[991] E write(5, 0x55d0, 8192): Broken pipe',
  'mysqldump: Got errno 32 on write',
  'mysqldump: Got error: 2013: Lost connection to MySQL server during query when dumping table `orders` at row: 81',
  'pg_dump: error: server closed the connection unexpectedly',
  'mount.nfs: Connection timed out',
  'ftp: Connection timed out',
  'The operation failed: An existing connection was forcibly closed by the remote host.',
  'backup.sh: fork: Resource temporarily unavailable',
  'nightly: cannot allocate memory',
  'terminate called after throwing an instance of std::bad_alloc',
  'ERROR 2024-11-21: TLS handshake failed: certificate has expired',
  'SSL_read: Connection reset by peer',
  'Robocopy 2026/11/21 05:40:12 ERROR 64 (0x00000040) Copying File D:\\a.vhd The semaphore timeout period has expired. Connection timed out',
]

/** What speaks of errors and reports none of a backup: program text, manuals, change logs, other services. */
const others: readonly string[] = [
  '#define ENOSPC          28      /* No space left on device */',
  '#define\tEPIPE\t\t32\t/* Broken pipe */',
  '    case ECONNRESET:',
  '    return -ENOSPC;',
  '  if (errno == EPIPE || errno == ECONNRESET)',
  '        if (err == -ETIMEDOUT) goto retry;',
  '    errno = ECONNREFUSED;',
  '  { ECONNRESET, "Connection reset by peer" },',
  'E(EPIPE, "Broken pipe")',
  '    log.error("Connection refused")',
  '        logger.warning("connection to %s lost", host)',
  '    die "connection timed out\\n" unless $ok;',
  '  fprintf(stderr, "read: Connection reset by peer\\n");',
  'printf("No space left on device\\n")',
  '    raise ConnectionResetError("Connection reset by peer")',
  '    except BrokenPipeError:',
  'throw new SocketException("Connection reset");',
  '// the kernel answers with Connection reset by peer',
  '/* write: Broken pipe: the reader has gone */',
  ' * EPIPE is what a writer gets when the connection was reset',
  '# connection refused means that nothing listens',
  '"Connection refused",',
  "    'ECONNRESET',",
  'no_space_on_device = ENOSPC,',
  'ECONNRESET => 10054,',
  'XX(ECONNABORTED, "software caused connection abort") \\',
  'grep -ci "connection reset by peer" /var/log/rsyncd.log',
  "journalctl -b | grep 'No space left on device'",
  '.B EPIPE',
  '.It Bq Er ENOSPC',
  '.BR EPIPE " fd is connected to a pipe or socket whose reading end is closed."',
  '       EPIPE  fd is connected to a pipe or socket whose reading end is closed.',
  '       ECONNREFUSED',
  '       [ETIMEDOUT]   Connection timed out before it was established.',
  'EPIPE 32 Broken pipe',
  'GPG_ERR_UNKNOWN_HOST Unknown host',
  '  --contimeout=SECS    give up when the connection timed out',
  'This error is returned when the connection was reset by the other host.',
  'ECONNRESET means that the peer sent a reset.',
  '  - fix "Connection reset by peer" when the module is empty (#4711)',
  '* Fixed: broken pipe on exit',
  '- Handle ENOSPC while writing the index',
  '  [ Maintainer ] Add retry after connection timed out (Closes: #812345)',
  '- **fs**: fix mkdirSync so ENOSPC is correctly reported [#42811](https://example.org/42811)',
  '<dt><code>EPIPE</code></dt><dd>Broken pipe</dd>',
  '## Connection reset by peer',
  'Nov 21 05:40:12 mx1 postfix/smtp[991]: 4F2A: to=<a@example.org>, relay=none, status=deferred (connect to mx.example.org[192.0.2.25]:25: Connection timed out)',
  'Nov 21 05:40:12 mx1 postfix/smtpd[991]: lost connection after CONNECT from unknown[198.51.100.7]',
  'Nov 21 05:40:12 mx1 dovecot: imap-login: Disconnected: Connection reset by peer (no auth attempts)',
  'Nov 21 05:40:12 mx1 sendmail[77]: x: to=<a@example.org>, stat=Deferred: Connection refused by mx.example.org.',
  '2026-11-21 05:40:12 1abcDE-0001Xy-Ab == a@example.org R=dnslookup T=remote_smtp defer (110): Connection timed out',
  'Nov 21 05:40:12 web1 nginx[88]: recv() failed (104: Connection reset by peer) while reading response header from upstream',
  '2026/11/21 05:40:12 [error] 123#0: *45 upstream timed out (110: Connection timed out) while reading response header from upstream, client: 198.51.100.7',
  '[Sat Nov 21 05:40:12.123456 2026] [proxy:error] [pid 88] (111)Connection refused: AH00957: HTTP: attempt to connect to 127.0.0.1:8080 failed',
  '198.51.100.7 - - [21/Nov/2026:05:40:12 +0000] "GET /faq/connection-refused HTTP/1.1" 200 5120 "-" "Broken pipe reader"',
  '2026-11-21 05:40:12.123 UTC [1234] LOG:  could not receive data from client: Connection reset by peer',
  '2026-11-21 05:40:12.123 UTC [1234] FATAL:  connection to client lost',
  "2026-11-21T05:40:12.123456Z 42 [Note] Aborted connection 42 to db: 'shop' user: 'web' host: 'web1' (Got timeout reading communication packets)",
  'Nov 21 05:40:12 web1 mysqld[77]: Aborted connection 42: connection lost',
  'Nov 21 05:40:12 web1 named[77]: client 192.0.2.7: timed out resolving example.org: connection refused',
  'Nov 21 05:40:12 web1 zabbix_agentd[77]: cannot connect to [192.0.2.9]:10051: Connection refused',
]

for (const line of failures) test(`a failure: ${line.slice(0, 100)}`, () => assert.equal(alarms(line), 1))
for (const line of others) test(`none of a backup: ${line.slice(0, 100)}`, () => assert.equal(alarms(line), 0))

test('statements all around make a bare name one of them', () => {
  const code = ['#include <errno.h>', 'static int known(int e) {', '  switch (e) {', '  case EPERM:', '    break;', '  }', '}'].join('\n')
  assert.equal(alarms(`${code}\nlost: Connection reset by peer\n`), 0)
  assert.equal(alarms(`${code}\n2026-11-21 05:40:12 copyd: Connection reset by peer\n`), 1)
})

test('the last line of a long list of files is a failure, and a line in a long book is none', () => {
  const files = Array.from({ length: 400 }, (_, index) => `srv/data/part/${index}.bin`).join('\n')
  assert.equal(alarms(`${files}\ncopyd: Connection reset by peer\n`), 1)
  const book = Array.from({ length: 400 }, (_, index) => `In chapter ${index} we have seen that this is what they would do.`).join('\n')
  assert.equal(alarms(`${book}\ncopyd: Connection reset by peer\n`), 0)
})
