import assert from 'node:assert/strict'
import test from 'node:test'
import { told } from './sample-reading.ts'

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
  ['a stream that failed is no file of a mount', 'rsync: [sender] safe_read failed to read 4 bytes from nas::mod/dir: Connection reset by peer (104)', []],
  ['nor is what has brackets', 'rsync: [receiver] read error (stream 2) from nas(10.0.0.2): Connection reset by peer (104)', []],
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
  [
    '--stop-after, with the role in front',
    '[generator] stopping at requested limit\nrsync error: timeout in data send/receive (code 30) at io.c(927) [generator=3.5.0]',
    ['** run.stopped by=--stop-after', '~ program.exited code=30 site=io.c(927) role=generator version=3.5.0'],
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
  [
    'a daemon may not have its port',
    '2026/11/21 06:21:18 [1] bind() failed: Permission denied (address-family 2)',
    ['** access.refused reason=permission detail=to listen on its port (below 1024 that takes root)'],
  ],
  ['a wrapper passes the code on', "ERROR: Command 'rsync' failed with exit code 12", ['** program.exited code=12']],
  ['no greeting', 'rsync: did not see server greeting', ['** connection.closed bytesReceived=0']],
]

for (const [world, text, expected] of lines) test(world, () => assert.deepEqual(told(text), expected))
