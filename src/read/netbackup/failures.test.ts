import assert from 'node:assert/strict'
import test from 'node:test'
import { failuresIn } from './failures.ts'
import { brief, readText } from './sample-reading.ts'

const severe = { severe: true }

const messages: readonly (readonly [message: string, expected: readonly string[]])[] = [
  ['bpcd valid_server: newmed5 is not a master server or media server', ['access.refused specific']],
  ['bpcd exit_bpcd: exit status 0  ----------->exiting', []],
  ['process_request: request complete: exit status 0; query type: 60', []],
  ['bpcd exit_bpcd: exit status 59  ----------->exiting', ['access.refused fallback', 'status.reported status']],
  ['[PROXY] Received status: 7647 with message Certificate is not valid. The certificate has expired.', ['tls.failed specific']],
  ['[jobid=13510 parentid=13510] [Info] V-117-56 backup job ended, status=40', ['status.reported status', 'run.ended context']],
  ['[PROXY] Received status: 26 with message client/server handshaking failed', []],
  ['bptm: bind() failed, 10048: Address already in use', ['ports.exhausted specific']],
  ['socket_open: cannot get a port number; all ports are in use', ['ports.exhausted specific']],
  // Errors in words alone
  ['gethostbyname failed for web1', ['access.refused specific']],
  ['bpcd main: Server media1 is not a master server', ['access.refused specific']],
  ['vnet_proxy: SSL_connect failed: certificate verify failed', ['tls.failed specific']],
  ['[PROXY] Encountered error (CERT_PROTOCOL_READ_PEER_CERTIFICATE) while processing(CertProtocol).', ['tls.failed vague']],
  ['[PROXY] Encountered error (VALIDATE_PEER_HOST_PROTOCOL_RUNNING) while processing(ValidatePeerHostProtocol).', ['access.refused vague']],
  ['could not allocate enough shared memory for backup buffers', ['limit.reached specific']],
  ['image write failed: error 2060022: software error', ['media.failed fallback']],
  ['image write failed: error 2060019: error occurred on network socket', ['run.ended echo']],
  ['ioctl (MTWEOF) failed on media id A00001, drive index 0', ['media.failed fallback']],
  ['from client vm7: FTL - vSphere_freeze: Unable to create snapshot due to error 3014', ['source.failed vague']],
  ['FREEZING media id A00001', ['media.failed vague']],
  ['NDMP authentication to nas2 failed: NDMP_NOT_AUTHORIZED_ERR', ['access.refused vague']],
  ['PDVFS: Cannot authenticate using provided credentials', ['access.refused vague']],
  ['from client vm9: FTL - VMware error received: Cannot complete login due to an incorrect user name or password.', ['access.refused vague']],
  ['bphdb readline: /opt/ora_full.sh[14]: rman: not found', ['program.missing vague']],
  ['from client vm7: FTL - Error opening the snapshot disks using given transport mode: hotadd Status 13', ['source.failed vague']],
  ['VixDiskLib_Open error: 14009 The server refused connection', ['connect.failed vague']],
  ['from client vm9: FTL - VMware error received: An error occurred while taking a snapshot: Failed to quiesce the virtual machine.', ['source.failed vague']],
  ['VixDiskLib_Read: Unknown error', ['source.failed vague']],
  ['tar_base::V_vTarMsgW: ERR - Snapshot Error while reading', ['source.failed vague']],
  ['io_open: cannot open tape device /dev/rmt/1cbn, errno = 5 (I/O error)', ['media.failed fallback']],
  ['db_FLISTsend failed: file write failed (14)', ['status.reported status']],
  ['writeToServer: ERR - send() to server on socket failed:', ['connection.failed vague']],
  ['INF - Server status = 25', ['status.reported status']],
  ['INF - Server status = 0', []],
  ['from client app1: ERR - Cannot lstat /mnt/share. Errno = 116: Stale file handle', ['mount.failed skipped']],
  ['from client app1: WRN - Cannot open /srv/a.key. Errno = 13: Permission denied', ['source.failed skipped']],
  // The operating system's own words
  ['pool_write: No space left on device (28)', ['storage.full specific']],
  ['cannot write image to disk, No space left on device', ['storage.full specific']],
  ['DUMP: Error: disk quota exceeded', ['storage.full specific']],
  ['cannot open a socket: Too many open files (24)', ['limit.reached specific']],
  ['cannot fork: Resource temporarily unavailable', ['limit.reached specific']],
  ['write of the label: Input/output error', ['media.failed fallback']],
  ['from client web: FTL - read of /srv/a: Input/output error', ['source.failed vague']],
  ['from client web: FTL - /srv/key: Permission denied', ['source.failed vague']],
  ['from client aix1: ERR - read() error on file /u02/x.dbf, There is an input or output error. (5)', ['source.failed vague']],
  ['cannot write image to disk, There is not enough space in the file system.', ['storage.full specific']],
  ['bpbrm start_bpcd: cannot connect to db2, A remote host refused an attempted connect operation. (79)', ['connect.failed specific']],
  ['unable to perform read from client socket, connection may have been broken', ['connection.closed vague']],
  ['async_connect: [vnet_connect.c:1599] getsockopt SO_ERROR returned 111 0x6f', ['connect.failed waiting']],
  ['bpbrm main: bpbkar on web1 died: client process aborted', ['program.killed fallback', 'status.reported status']],
  ['NBU status: 800, EMM status: Disk volume is down', ['media.failed fallback', 'status.reported status']],
  ['NBU status: 800, EMM status: All drives are in use', ['limit.reached fallback', 'status.reported status']],
  ['bpbkar Exit: ERR - bpbkar FATAL exit status = 24: socket write failed', ['connection.failed fallback', 'status.reported status', 'run.ended context']],
  ['tar_base::V_vTarMsgW: ERR - failure reading file: E:\\books\\ledger.mdb (WIN32 5: Access is denied. )', ['source.failed vague']],
  ["from client web: WRN - can't open file: /srv/key (errno 13: Permission denied)", ['source.failed skipped']],
]

test('what messages of any program tell', async (t) => {
  for (const [message, expected] of messages) {
    await t.test(message, () =>
      assert.deepEqual(
        failuresIn(message, severe).map(({ body, weight }) => `${body.kind} ${weight}`),
        expected,
      ),
    )
  }
})

test('a handshake that failed needs nobody to call it an error', () => {
  assert.deepEqual(
    failuresIn('V-486-18 SSL_accept failed: tlsv1 alert unknown ca', { severe: false }).map(({ body }) => body.kind),
    ['tls.failed'],
  )
})

test('the same words of a program that calls them no error', () => {
  for (const text of ['image write failed: error 2060022: software error', 'FREEZING media id A00001', 'getsockopt SO_ERROR returned 111 0x6f'])
    assert.deepEqual(failuresIn(text, { severe: false }), [])
})

const open = "11/21/2026 02:11:37 - Warning bpbrm (pid=18200) from client web: WRN - can't open file: /srv/key (errno 13: Permission denied)"
const ended = (code: number, text: string) => `11/21/2026 02:30:02 - Info bpbrm (pid=18200) done. status: ${code}: ${text}`

const jobs: readonly (readonly [world: string, text: readonly string[], expected: readonly RegExp[]])[] = [
  [
    'files were left out and the job ended in part',
    [open, ended(1, 'the requested operation was partially successful')],
    [/^specific source\.failed/, /^- run\.ended/],
  ],
  [
    'files were left out and the job ended well',
    [open, ended(0, 'the requested operation was successfully completed')],
    [/^- source\.failed/, /^- run\.ended/],
  ],
  [
    'the hour has one digit',
    ['2:14:10.621 [1184.3300] <16> bptm: EXITING with status 84 <----------'],
    [/^specific media\.failed/, /status\.reported/, /run\.ended/],
  ],
]

const worded: readonly (readonly [world: string, text: readonly string[], expected: readonly RegExp[]])[] = [
  [
    'an error of no wording we know, in a job that ends well',
    ['11/21/2026 02:00:04 - Error bptm (pid=43) the mirror is late', '11/21/2026 02:30:03 - Info bptm (pid=43) EXITING with status 0 <----------'],
    [],
  ],
  ['and in one that breaks off there', ['11/21/2026 02:00:04 - Error bptm (pid=43) the mirror is late'], [/run\.ended/]],
  ['a status of no text we know', ['11/21/2026 02:30:05 - the gate of the vault is shut  (8999)'], [/status\.reported/]],
  ['its words name the trouble', ['11/21/2026 02:30:05 - Robotic library is down on server  (2017)'], [/media\.failed/, /status\.reported/]],
  [
    'the disk was full, and so it could not be written to',
    [
      '11/21/2026 02:30:01 - Error bptm (pid=43) cannot write image to disk, attempted write of 262144 bytes, system wrote 98304',
      '11/21/2026 02:30:02 - Info bptm (pid=43) EXITING with status 129 <----------',
    ],
    [/storage\.full/, /status\.reported/],
  ],
  ['a number beside words', ['1: (205) cannot connect to server backup restore manager'], [/status\.reported/]],
  ['a prefix and a status', ['db_FLISTsend failed: network read failed (42)'], [/status\.reported/]],
  ['a status of any other protocol', ['Status: 200'], []],
  ['bptestbpcd', ['<16>bptestbpcd main: Function ConnectToBPCD(web1) failed: 46'], [/access\.refused/, /status\.reported/]],
  ['a tape daemon', ['TLD(0) drive 1 (device 0) is being DOWNED, status: Unable to open drive'], [/media\.failed/]],
]

test('words without a wording of their own', async (t) => {
  for (const [world, text, expected] of worded) {
    await t.test(world, () => {
      const symptoms = readText(text.join('\n')).events.filter((event) => event.symptom !== undefined)
      assert.equal(symptoms.length, expected.length, symptoms.map((event) => event.kind).join(' '))
      for (const [index, event] of symptoms.entries()) assert.match(event.kind, expected[index] ?? /^$/)
    })
  }
})

test('a job is judged as a whole', async (t) => {
  for (const [world, text, expected] of jobs) {
    await t.test(world, () => {
      const found = brief(readText(text.join('\n')).events)
      assert.equal(found.length, expected.length, found.join('\n'))
      for (const [index, pattern] of expected.entries()) assert.match(found[index] ?? '', pattern)
    })
  }
})
