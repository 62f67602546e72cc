import assert from 'node:assert/strict'
import test from 'node:test'
import { readSample, summary } from './sample-reading.ts'

/** Text, and what must stand in the summaries of its events, in order; an empty list means claimed and silent. */
type Row = readonly [world: string, text: string, expected: readonly (readonly string[])[]]

const port = 'driver: send-cmd time 10.000 to dumper0: PORT-DUMP 01-00002 50012 web fffffeff9ffe0f /home NODEVICE 0 1970:1:1:0:0:0 GNUTAR |;auth=BSD;index;'
const shared =
  'driver: send-cmd time 10.000 to dumper0: SHM-DUMP 01-00002 34673 NULL 1 web ffffffff9efefbff "/my \\"disk" NODEVICE 2 1970:1:1:0:0:0 GNUTAR "" "" bsdtcp AMANDA /shm 20 |"  <auth>bsdtcp</auth>\\n"'

const driver: readonly Row[] = [
  [
    'a 2.5 dump command names host, disk, level and method',
    port,
    [
      ['setting.seen', 'name=auth value=bsd'],
      ['run.started', 'web:/home level 0', 'attempt=1'],
    ],
  ],
  [
    'a 3.5 dump command with a quoted disk',
    shared,
    [
      ['setting.seen', 'value=bsdtcp'],
      ['run.started', 'web:/my "disk level 2'],
    ],
  ],
  [
    'bsd: the mesg connection is reset',
    `${port}\ndriver: result time 310.500 from dumper0: FAILED 01-00002 [mesg read: Connection reset by peer]`,
    [
      ['setting.seen'],
      ['run.started'],
      ['specific', 'connection.failed', 'driver 310.5', 'errno=ECONNRESET', 'stream=mesg', 'separate=true', 'ageUs=300500000'],
      ['run.ended', 'outcome=failed'],
    ],
  ],
  [
    'multiplexed: the text says recv error',
    'driver: result time 3.000 from dumper0: FAILED 00-00001 "[data read: recv error: Connection timed out]"',
    [['specific', 'errno=ETIMEDOUT', 'stream=data', 'separate=false']],
  ],
  [
    '3.4: Zrecv error is multiplexed too',
    'driver: result time 3.000 from dumper0: FAILED 00-00001 "[mesg read: Zrecv error: Connection reset by peer]"',
    [['errno=ECONNRESET', 'separate=false']],
  ],
  ['a result folded by a mail client', 'driver: result time 3.000 from dumper0: FAILED 00-00001\n   [mesg read: Connection\n', [['1 | specific', 'run.ended']]],
  [
    'a result folded inside its brackets',
    'driver: result time 3.000 from dumper0: FAILED 00-00001 [mesg read: Connection\n    reset by peer]',
    [['1-2', 'connection.failed']],
  ],
  [
    'a cut result leaves the next record alone',
    'driver: result time 3.000 from dumper0: FAILED 00-00001 [data time\ndriver: result time 4.000 from dumper0: FAILED 00-00002 [data timeout]',
    [
      ['1 |', 'run.ended'],
      ['2 |', 'timer.expired'],
    ],
  ],
  ['the chunker only repeats the dumper', 'driver: result time 3.000 from chunker0: FAILED 00-00001 "shm_ring cancelled"', [['echo', 'run.ended']]],
  ['dtimeout', 'driver: result time 1900.0 from dumper0: FAILED 00-00001 [data timeout]', [['specific', 'timer.expired', 'timer=dtimeout']]],
  [
    'no answer to the request',
    'driver: result time 40.0 from dumper0: TRY-AGAIN 00-00001 "[request failed: timeout waiting for ACK]"',
    [['specific', 'connect.failed', 'errno=ETIMEDOUT']],
  ],
  [
    'giving up repeats what was said',
    `${port}\ndriver: result time 40.0 from dumper0: TRY-AGAIN 01-00002 [data timeout]\ndriver: dump failed 01-00002 web /home, too many dumper retry: [data timeout]`,
    [['setting'], ['run.started'], ['specific', 'timer.expired'], ['run.ended'], ['echo', 'run.ended']],
  ],
  ['a kill line of a healthy trace is silent', 'dumper: kill index command', []],
  [
    'a kill line before its failure is an echo',
    'dumper: kill index command\ndriver: result time 3.000 from dumper0: FAILED 00-00001 [data timeout]',
    [['1 | echo'], ['2 | specific']],
  ],
  [
    'a full holding disk that kills the dump',
    `${port}\ndriver: result time 12.0 from chunker0: NO-ROOM 01-00002 448 "Failed to write data to holding file '/hold/a.tmp': No space left on device"\ndriver: result time 13.0 from dumper0: FAILED 01-00002 "[Aborted by driver]"`,
    [['setting'], ['run.started'], ['2 | specific', 'storage.full', 'path=/hold/a.tmp'], ['3 | echo']],
  ],
  [
    'a full holding disk that another relieved',
    `${port}\ndriver: result time 12.0 from chunker0: NO-ROOM 01-00002 448 "Failed to write data to holding file '/hold/a.tmp': No space left on device"\ndriver: result time 13.0 from dumper0: DONE 01-00002 10 10 1 "[sec 1 kb 10 kps 10.0 orig-kb 10]"`,
    [['setting'], ['run.started'], ['run.ended', 'outcome=completed'], ['2 | -', 'storage.full']],
  ],
  [
    'a retry that works',
    `${port}\ndriver: result time 40.0 from dumper0: FAILED 01-00002 [data timeout]\n${port.replace('01-00002', '01-00003')}\ndriver: result time 90.0 from dumper0: DONE 01-00003 1 1 1`,
    [['setting'], ['attempt=1'], ['specific'], ['run.ended'], ['attempt=2'], ['run.retried'], ['run.ended', 'completed'], ['run.retried', 'succeeded=true']],
  ],
  ['a child that died', 'driver: result time 3.0 from dumper0: (eof)', [['specific', 'program.killed', 'victim=dumper']]],
  ['children that end at the end', 'driver: QUITTING time 3.0 telling children to quit\ndriver: result time 3.0 from dumper0: (eof)', []],
  ['the chunker asks for room: data was flowing', 'driver: result time 9.0 from chunker0: RQ-MORE-DISK 00-00001', [['stream.active', 'stream=data']]],
  ['a taper that lost its tape', 'driver: result time 9.0 from taper: TAPE-ERROR [no new tape]', [['specific', 'media.failed']]],
]

const logs: readonly Row[] = [
  [
    'NAK of the host list',
    'FAIL planner a /b 20180304010000 0 "[a NAK: user amanda from backup is not allowed to execute the service noop: Please add the line]"',
    [['specific', 'access.refused', 'reason=host-list'], ['run.ended']],
  ],
  [
    'connection closed before a reply',
    'FAIL planner a /b 20180304010000 0 "[Request to a failed: EOF on read from a]"',
    [['specific', 'connection.closed'], ['run.ended']],
  ],
  [
    'no route',
    "FAIL dumper a /b 20180304010000 0 [could not connect DATA stream: can't connect stream to a port 50010: No route to host]",
    [['connect.failed', 'errno=EHOSTUNREACH', 'port=50010'], ['run.ended']],
  ],
  ['a signal 13 follows from something else', 'FAIL dumper a /b 20180304010000 0 [/bin/tar got signal 13]', [['echo', 'run.ended']]],
  ['a signal 9 does not', 'FAIL dumper a /b 20180304010000 0 [/bin/tar got signal 9]', [['specific', 'program.killed', 'signal=9'], ['run.ended']]],
  [
    'a filter that crashed took tar with it',
    'FAIL dumper a /b 20180304010000 0 [compress (9) /bin/gzip got signal 11, /bin/tar got signal 13]',
    [['specific', 'filter.failed', 'filter=compression'], ['run.ended']],
  ],
  [
    'a request that found no route',
    'FAIL planner a /b 20180304010000 0 "[Request to a failed: No route to host]"',
    [['specific', 'connect.failed', 'errno=EHOSTUNREACH', 'peer=a'], ['run.ended']],
  ],
  [
    'sendbackup died without its last line',
    'FAIL dumper a /b 20180304010000 0 [missing end line from sendbackup]',
    [['specific', 'connection.closed', 'stream=mesg'], ['run.ended']],
  ],
  [
    'the compressor went away',
    'FAIL dumper a /b 20180304010000 0 [write to compression program failed: Broken pipe]\n  ? data compress: exited with status 1',
    [['connection.failed', 'errno=EPIPE', 'channel=pipe'], ['run.ended'], ['specific', 'filter.failed', 'filter=compression']],
  ],
  [
    'permission of a file explains a failed archiver',
    'FAIL dumper a /b 20180304010000 0 [/bin/tar exited with status 2: see x]\n  ? /bin/tar: ./gdm: Cannot savedir: Permission denied',
    [['source.failed', 'archiver'], ['run.ended'], ['2 | specific', 'reason=permission', 'path=./gdm']],
  ],
  [
    'permission of a file beside a reset does not',
    'FAIL dumper a /b 20180304010000 0 [mesg read: Connection reset by peer]\n  ? /bin/tar: ./gdm: Cannot savedir: Permission denied',
    [['connection.failed'], ['run.ended'], ['2 | -', 'source.failed']],
  ],
  [
    'a strange success is no failure',
    'STRANGE dumper a /b 0 [sec 1 kb 2 kps 3]\n  ? /bin/tar: ./x: file changed as we read it',
    [['-', 'run.ended', 'completed-with-warnings']],
  ],
  [
    'overwritten tapes and the like are noise',
    'WARNING planner Last full dump of a:/b on tape T-1 overwritten on this run.\nINFO taper Slot 2 without label can be labeled\nINFO dumper pid-done 12\nINFO taper tape T-1 kb 12 fm 1 writing file: No space left on device',
    [],
  ],
  ['nothing fits on the tape', 'FATAL planner cannot fit anything on tape, bailing out', [['specific', 'media.failed']]],
  ['a dumper died', 'WARNING driver dumper1 died while dumping a:/b lev 1.', [['specific', 'program.killed', 'a:/b level 1', 'victim=dumper1']]],
  [
    'partial data tells how long it flowed',
    'PARTIAL chunker a /b 20180304010000 0 [sec 900.500 kb 20 kps 1.0]\nFAIL dumper a /b 20180304010000 0 [data read: recv error: Connection reset by peer]',
    [['echo'], ['stream.active', 'bytes=20480'], ['specific', 'ageUs=900500000'], ['run.ended']],
  ],
]

const reports: readonly Row[] = [
  [
    'a failure that was repaired',
    '  a /b lev 0  FAILED [data timeout]\n  a /b lev 0  was successfully retried',
    [['specific', 'timer.expired'], ['run.ended'], ['run.retried', 'succeeded=true']],
  ],
  [
    'details repeat the summary',
    '  a /b lev 0  FAILED [data timeout]\n  /-- a /b lev 0 FAILED [data timeout]\n  sendbackup: size 12\n  \\--------',
    [['specific'], ['run.ended'], ['echo'], ['stream.active', 'bytes=12288']],
  ],
  ['details alone speak for themselves', '  /-- a /b lev 0 FAILED [data timeout]', [['specific', 'timer.expired'], ['run.ended']]],
  ['results missing', '   a    /      RESULTS MISSING', [['specific', 'run.ended', 'RESULTS MISSING']]],
  ['a tape error', '*** A TAPE ERROR OCCURRED: [Virtual-tape directory /v does not exist.].', [['specific', 'media.failed', 'medium=/v']]],
]

const checks: readonly Row[] = [
  [
    'a name that does not resolve',
    'WARNING: a.example: selfcheck request failed: a.example: did not resolve to a.example',
    [['specific', 'access.refused', 'reason=name']],
  ],
  [
    'amandad does not answer, up to 2.4',
    'AMANDA backup client hosts check\nWarning: a: selfcheck request timed out.  Host down?',
    [['specific', 'connect.failed', 'errno=ETIMEDOUT', 'peer=a']],
  ],
  ['amandad does not answer', 'WARNING: a: selfcheck request failed: timeout waiting for ACK', [['specific', 'connect.failed', 'errno=ETIMEDOUT', 'peer=a']]],
  ['a tcp connection that is not answered', 'WARNING: a: selfcheck request failed: timeout during connect', [['specific', 'connect.failed']]],
  ['a refused connection', 'WARNING: a: selfcheck request failed: recv error: Connection refused', [['specific', 'connect.failed', 'errno=ECONNREFUSED']]],
]

const prefix = 'Sun Mar 04 02:02:05.250113022 2018: pid 811: thd-0x55d0a2c01e00: '
const debugs: readonly Row[] = [
  [
    'the archiver refuses its options',
    'sendbackup: 119: strange(?): runtar: error [runtar invalid option: -]\nsendbackup: critical (fatal): error [no backup size line]',
    [
      ['specific', 'versions.mismatched'],
      ['echo', 'run.ended'],
    ],
  ],
  [
    'data was still flowing',
    `${prefix}sendbackup:  48:    size(|): Total bytes written: 14755840 (15MiB, 468KiB/s)`,
    [['stream.active', 'stream=data', 'bytes=14755840']],
  ],
  ['the reply is never acknowledged', `${prefix}amandad: timeout waiting for ACK for our REP`, [['specific', 'timer.expired', 'role=client']]],
  ['a stream that ends in order', `${prefix}amandad: security_stream_seterr(0x563d57f987e0, EOF)`, []],
  [
    'ports tell the streams of a bsd dump apart',
    [
      `${prefix}dumper: got response:`,
      '----',
      'CONNECT DATA 50044 MESG 50045 INDEX 50046',
      '----',
      `${prefix}dumper: security_streaminit(stream=0xa1, driver=0x7 (BSD))`,
      `${prefix}dumper: connected to 192.0.2.1.50044`,
      `${prefix}dumper: security_streaminit(stream=0xa2, driver=0x7 (BSD))`,
      `${prefix}dumper: connected to 192.0.2.1:50045`,
      `${prefix}dumper: security_stream_seterr(0xa2, Connection reset by peer)`,
    ].join('\n'),
    [
      ['message.received', '50044 50045 50046 reply'],
      ['connection.opened', 'port=50044 stream=data separate=true'],
      ['connection.opened', 'stream=mesg'],
      ['specific', 'connection.failed', 'stream=mesg', 'separate=true'],
    ],
  ],
  [
    'writing to a closed stream is a consequence, told once',
    [
      `${prefix}amandad: sending REP pkt:`,
      '<<<<<',
      'CONNECT DATA 50044 MESG 50045 INDEX 50046',
      '>>>>>',
      `${prefix}amandad: security_stream_seterr(0xa1, write error on stream 50044: Broken pipe)`,
      `${prefix}amandad: security_stream_seterr(0xa1, write error on stream 50044: Broken pipe)`,
    ].join('\n'),
    [['message.sent'], ['echo', 'connection.failed', 'errno=EPIPE', 'channel=network', 'stream=data'], ['stream.active']],
  ],
  [
    'busy ports and vanished children are noise',
    `${prefix}amandad: bind_portrange2: Try  port 50044: Available - Address already in use\n${prefix}amandad: Waitpid for process 4991 failed: No child processes`,
    [],
  ],
]

const tables = { driver, logs, reports, checks, debugs }
for (const [grammar, rows] of Object.entries(tables)) {
  for (const [world, text, expected] of rows) {
    test(`${grammar}: ${world}`, () => {
      const found = readSample(text)
        .events.filter((event) => event.kind !== 'message.sent' || text.includes('CONNECT'))
        .filter((event) => event.kind !== 'message.received' || text.includes('CONNECT'))
        .map(summary)
      assert.equal(found.length, expected.length, found.join('\n'))
      for (const [index, parts] of expected.entries()) for (const part of parts) assert.ok(found[index]?.includes(part), `${part} in ${found[index]}`)
    })
  }
}

test('lines of other programs are left to others', () => {
  const foreign = [
    'rsync error: error in rsync protocol data stream (code 12) at io.c(600) [sender=3.0.6]',
    'ERROR: repository is locked',
    'WARNING: something else',
    'START of the story',
    'INFO: done',
    'The driver: who knows',
    'Date: Tue, 21 Mar 2006 15:39:18 +0100',
    'FAILED',
    '? what',
    '| table | cell |',
    '17:50:04.381 [7484.8664] <2> bpbrm main: hello',
    'sendmail[12]: stat=Deferred: Connection reset by peer',
    'notes:',
    '----',
    'index on;',
    'program "x"',
  ]
  for (const line of foreign) assert.equal(readSample(line).unread.count, 1, line)
})

test('elapsed clocks are tied to the date the source shows', () => {
  const trace = readSample('amdump: start at Thu Oct 12 01:15:00 CEST 2006\ndriver: result time 60.0 from dumper0: FAILED 00-00001 [data timeout]')
  assert.equal(trace.clocks.find(({ id }) => id === 's1 elapsed driver')?.offsetUs, -Date.UTC(2006, 9, 12, 1, 15) * 1_000)
  const old = readSample(
    'sendbackup: time 301.700: index tee cannot write [Broken pipe]\nsendbackup: time 301.700: pid 15145 finish time Tue Mar 21 15:39:18 2006',
  )
  assert.equal(old.clocks.find(({ id }) => id === 's1 elapsed sendbackup')?.offsetUs, -(Date.UTC(2006, 2, 21, 15, 39, 18) - 301_700) * 1_000)
})

test('a trace without an end is noted', () => {
  assert.match(readSample('amdump: start at Thu Oct 12 01:15:00 CEST 2006\ndriver: pid 1 executable driver version 2.4.5').notes.join(), /no end/)
})
