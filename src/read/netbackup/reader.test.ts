import assert from 'node:assert/strict'
import test from 'node:test'
import { brief, readText } from './sample-reading.ts'

const lines = {
  first: '10:00:00.000 [41] <2> vnet_async_connect: ... 0: connect in progress: 1 0x00000001',
  second: '10:00:10.002 [41] <2> vnet_async_connect: ... 0: connect in progress: 2 0x00000002',
  refused: '10:00:00.004 [41] <2> vnet_async_connect: ... 0: getsockopt SO_ERROR returned: 10061 0x0000274d',
  atOnce: '10:00:00.005 [41] <2> vnet_async_connect: ... 0: connect in progress: 2 0x00000002',
  open: '10:00:10.020 [41] <2> vnet_async_connect: ... 0: connect: async CONNECT FROM 192.0.2.1.4000 TO 192.0.2.2.13724 fd = 5',
  failed: '10:00:10.030 [41] <2> connect_to_service: ... 0: vnet_async_connect() failed: 18 0x00000012',
  local: '10:00:00.000 [52] <2> is_pbxable_server: ... 0: service: 50505',
  localFirst: '10:00:00.001 [52] <2> vnet_async_connect: ... 0: connect in progress: 1 0x00000001',
  localRefused: '10:00:00.002 [52] <2> vnet_async_connect: ... 0: getsockopt SO_ERROR returned: 111 0x0000006f',
  localOpen: '10:00:01.009 [52] <2> vnet_async_connect: ... 0: connect: async CONNECT FROM 127.0.0.1.50506 TO 127.0.0.1.50505 fd = 5',
  opened: '09:58:00.000 [63] <2> process_connect_forward_socket: ... 0: ipc_string: 50505',
  limit: '10:00:00.100 [63] <2> vnet_sock_ready: ... 0: max_time: 120 0x00000078',
  timedOut: '10:00:00.100 [63] <2> vnet_sock_ready: ... 0: Function failed: 11 0x0000000b',
  onTheWayOut: '10:00:00.101 [63] <2> process_connect_forward_socket: ... 0: status: 11 0x0000000b',
  done: '10:09:00.000 [41] <2> bpbrm Exit: client backup EXIT STATUS 0: the requested operation was successfully completed',
  ended25: '10:09:00.000 [41] <2> bpbrm Exit: client backup EXIT STATUS 25: cannot connect on socket',
}

const cases: readonly { readonly world: string; readonly text: readonly string[]; readonly want: readonly string[] }[] = [
  {
    world: 'PBX is silent, vnetd answers, the end is not shown',
    text: [lines.first, lines.second, lines.open],
    want: ['specific connect.abandoned 1556 10002'],
  },
  {
    world: 'PBX is silent and the run ends well',
    text: [lines.first, lines.second, lines.open, lines.done],
    want: ['- connect.abandoned 1556 10002', '- run.ended completed'],
  },
  {
    world: 'PBX is silent and the run fails',
    text: [lines.first, lines.second, lines.open, lines.ended25],
    want: ['- connect.abandoned 1556 10002', 'specific status.reported 25', '- run.ended failed'],
  },
  { world: 'lines were cut out between the two attempts', text: [lines.first, '...snip...', lines.second, lines.open], want: [] },
  { world: 'lines were cut out, typeset by a web page', text: [lines.first, '…snip…', lines.second], want: [] },
  {
    world: 'PBX refuses at once, vnetd answers',
    text: [lines.first, lines.refused, lines.atOnce, lines.open],
    want: ['- connect.failed ECONNREFUSED 1556 1 remote'],
  },
  {
    world: 'every port refuses',
    text: [lines.first, lines.refused, lines.atOnce, lines.refused.replace('00.004', '00.006'), lines.failed, lines.ended25],
    want: [
      'specific connect.failed ECONNREFUSED 1556 1 remote',
      'specific connect.failed ECONNREFUSED ? 2 remote',
      'echo status.reported 25',
      '- run.ended failed',
    ],
  },
  {
    world: 'a second connection begins anew',
    text: [lines.first, lines.atOnce.replace('00.005', '00.300'), lines.first.replace('00:00.000', '00:10.302')],
    want: [],
  },
  {
    world: 'the port that answers is not the one expected next',
    text: [lines.first, lines.second, lines.open.replace('13724', '13782')],
    want: ['specific connect.abandoned ? 10002'],
  },
  {
    world: 'the waiting socket is gone',
    text: [lines.local, lines.localFirst, lines.localRefused],
    want: ['specific connect.failed ECONNREFUSED 50505 1 local'],
  },
  {
    world: 'the waiting socket is found at the second attempt',
    text: [lines.local, lines.localFirst, lines.localRefused, lines.localFirst.replace('00.001', '01.008'), lines.localOpen],
    want: ['- connect.failed ECONNREFUSED 50505 1 local'],
  },
  {
    world: 'nobody came for the waiting socket',
    text: [lines.opened, lines.limit, lines.timedOut, lines.onTheWayOut],
    want: ['- listener.opened ipc 50505', 'specific listener.expired ipc 50505 120000000'],
  },
  {
    world: 'the waiting socket was picked up, later something else times out on the thread',
    text: [lines.opened, '09:58:00.200 [63] <2> vnet_verify_local_accept: ... 0: localhost IPv4 peer port: 50506', lines.limit, lines.timedOut],
    want: ['- listener.opened ipc 50505'],
  },
  { world: 'only the last word of the waiting thread is left', text: [lines.onTheWayOut], want: ['specific listener.expired ipc ?'] },
  {
    world: 'the wait runs past midnight',
    text: [lines.first.replace('10:00:00.000', '23:59:55.000'), lines.second.replace('10:00:10.002', '00:00:05.001')],
    want: ['specific connect.abandoned 1556 10001'],
  },
  {
    world: 'a record folded by a mail client',
    text: [lines.first.slice(0, -13), '1 0x00000001', lines.second],
    want: ['specific connect.abandoned 1556 10002'],
  },
  { world: 'records whose line breaks a web page lost', text: [`${lines.first} ${lines.second}`], want: ['specific connect.abandoned 1556 10002'] },
  { world: 'quoted in a mail', text: [`> ${lines.first}`, '>', `> ${lines.second}`], want: ['specific connect.abandoned 1556 10002'] },
  {
    world: 'process numbers anonymised',
    text: [lines.first.replace('41', 'XXXX'), lines.second.replace('41', 'XXXX')],
    want: ['specific connect.abandoned 1556 10002'],
  },
  {
    world: 'client read timeout',
    text: [
      '11:20:00.000 [9] <16> bpbrm readline: socket read failed: errno = 62 - Timer expired',
      '11:20:01.000 [9] <2> bpbrm Exit: client backup EXIT STATUS 13: file read failed',
    ],
    want: ['specific timer.expired CLIENT_READ_TIMEOUT ?', 'echo status.reported 13', '- run.ended failed'],
  },
  {
    world: 'bpbrm says its limit',
    text: ['11:20:00.000 [9] <16> bpbrm readline: timed out after 300 seconds'],
    want: ['specific timer.expired CLIENT_READ_TIMEOUT 300000000'],
  },
  {
    world: 'bpbkar on Unix: its output is the data connection',
    text: [
      '05:14:36.100 [77] <16> flush_archive(): ERR - Cannot write to STDOUT. Errno = 32: Broken pipe',
      '05:14:36.200 [77] <4> bpbkar Exit: INF - EXIT STATUS 24: socket write failed',
    ],
    want: ['specific connection.failed EPIPE write client', 'echo status.reported 24', '- run.ended failed'],
  },
  {
    world: 'bpbkar on Windows without a number',
    text: [
      '05:14:36.100 [7.8] <32> TransporterRemote::write[2](): FTL - SocketWriteException: send() call failed, could not write data to the socket, possible broken connection.',
      '05:14:36.200 [7.8] <4> tar_backup::backup_done_state: INF - EXIT STATUS 24: socket write failed',
    ],
    want: ['specific connection.failed EPIPE write client', 'echo status.reported 24', '- run.ended failed'],
  },
  {
    world: 'bptm names the Windows error',
    text: ['05:14:36.100 [7] <16> bptm read_from_socket: socket operation failed - 10054 (at child.c.1298)'],
    want: ['specific connection.failed ECONNRESET unknown server'],
  },
  {
    world: 'passed on by bpbrm for the client',
    text: ['05:14:36.100 [7] <16> bpbrm main: from client ledger: ERR - bpbkar: write error: Errno = 104: Connection reset by peer'],
    want: ['specific connection.failed ECONNRESET write client'],
  },
  { world: 'a healthy read on Windows', text: ['05:14:36.100 [7.8] <2> dtcp_read: TCP - success: recv socket (1036), 4 of 4 bytes'], want: [] },
  {
    world: 'noise of severity 16 in a healthy bpcd log',
    text: ['05:14:36.100 [7] <16> bpcd valid_server: hostcompare between vault and crypt failed'],
    want: [],
  },
  {
    world: 'plain status 24',
    text: ['05:14:36.200 [77] <4> bpbkar Exit: INF - EXIT STATUS 24: socket write failed'],
    want: ['specific connection.failed EPIPE write client', 'echo status.reported 24', '- run.ended failed'],
  },
  {
    world: 'an error on the way, and a good end',
    text: ['05:14:36.100 [7] <16> bptm fill: socket operation failed - 10054', '05:15:00.000 [7] <2> bptm main: EXIT STATUS 0'],
    want: ['- connection.failed ECONNRESET unknown server', '- run.ended completed'],
  },
  {
    world: 'partial success',
    text: ['05:15:00.000 [7] <4> bpbkar Exit: INF - EXIT STATUS 1: the requested operation was partially successful'],
    want: ['- run.ended completed-with-warnings'],
  },
  {
    world: 'status as people write it',
    text: ['Status 24: socket write failed'],
    want: ['specific connection.failed EPIPE write client', 'echo status.reported 24', '- run.ended failed'],
  },
  { world: 'bare status', text: ['status 25'], want: ['specific status.reported 25'] },
  { world: 'text and number', text: ['cannot connect on socket (25)'], want: ['specific status.reported 25', '- run.ended failed'] },
  {
    world: 'number and text disagree',
    text: ['cannot connect on socket (26)', 'Status 24: socket read failed', 'status: 200 OK', 'exit status 23', 'status 9999'],
    want: [],
  },
  { world: 'bptestbpcd', text: ['10:00:00.000 [5] <16> bptestbpcd main: Function ConnectToBPCD(ledger) failed: 25'], want: ['specific status.reported 25'] },
  {
    world: 'the client cannot be resolved',
    text: ['10:00:00.000 [5] <16> bpbrm Exit: client backup EXIT STATUS 48: client hostname could not be found'],
    want: ['specific access.refused name', 'echo status.reported 48', '- run.ended failed'],
  },
  {
    world: 'unified log',
    text: [
      '7/10/2025 22:14:58.101 [Debug] NB 51216 nbjm 117 PID:2210 TID:4711 File ID:117 [jobid=88412 parentid=88411] 1 [BackupJob::end()] job 88412 ended with status 40(JobInst.cpp:99)',
    ],
    want: ['specific status.reported 40'],
  },
]

for (const { world, text, want } of cases) {
  test(world, () => {
    assert.deepEqual(brief(readText(text.join('\n')).events), want)
  })
}

for (const [date, want] of [
  ['29.01.2021 10:01:02', Date.UTC(2021, 0, 29, 10, 1, 2)],
  ['29.jan.2021 10:01:02', Date.UTC(2021, 0, 29, 10, 1, 2)],
  ['5/26/2014 2:01:32 PM', Date.UTC(2014, 4, 26, 14, 1, 32)],
  ['26/05/14 12:01:32 AM', Date.UTC(2014, 4, 26, 0, 1, 32)],
  ['Jan 29, 2021 12:01:32 PM', Date.UTC(2021, 0, 29, 12, 1, 32)],
  ['2021-01-29 10:01:02', Date.UTC(2021, 0, 29, 10, 1, 2)],
] as const) {
  test(`job details dated ${date}`, () => {
    const { events } = readText(`${date} - Error bpbrm (pid=12) socket read failed: errno = 62 - Timer expired`)
    assert.equal(events[0]?.when?.us, want * 1_000)
  })
}

test('two jobs in one log are two runs', () => {
  const job = (pid: number, minute: string): string =>
    [
      `10:${minute}:00.000 [${pid}] <16> bpbrm readline: socket read failed: errno = 62 - Timer expired`,
      `10:${minute}:01.000 [${pid}] <2> bpbrm Exit: client backup EXIT STATUS 13: file read failed`,
    ].join('\n')
  const { events } = readText(`${job(100, '01')}\n${job(200, '02')}`)
  assert.equal(new Set(events.map(({ run }) => run)).size, 2)
})

test('processes without a tie are one failure while they are close in time', () => {
  const refused = (pid: number, hour: string): string => `${hour}:00:00.000 [${pid}] <16> process_requests: get_vnetd_forward_socket failed: 25`
  const runs = (text: string): number => new Set(readText(text).events.map(({ run }) => run)).size
  assert.equal(runs(`${refused(1, '10')}\n${refused(2, '10')}`), 1)
  assert.equal(runs(`${refused(1, '10')}\n${refused(2, '14')}`), 2)
})

test('a process number that comes round again is another run', () => {
  const end = (time: string): string => `${time} [100] <2> bpbrm Exit: client backup EXIT STATUS 13: file read failed`
  const { events } = readText(`${end('10:00:00.000')}\n${end('16:00:00.000')}`)
  assert.equal(new Set(events.map(({ run }) => run)).size, 2)
})

test('a media server with two addresses is one host', () => {
  const opened = (pid: number, from: string): string => `10:00:00.000 [${pid}] <2> logconnections: BPCD CONNECT FROM ${from}.4000 TO 192.0.2.9.13724 fd = 5`
  const { clocks } = readText(`${opened(1, '192.0.2.1')}\n${opened(2, '198.51.100.1')}`)
  assert.equal(clocks.length, 1)
})

test('an excerpt that goes back before midnight is of the same night', () => {
  const text = [lines.open.replace('10:00:10', '00:02:10'), 'And before that:', lines.localOpen.replace('10:00:01', '23:58:01')]
  const { events } = readText([lines.first.replace('10:00:00', '23:59:00'), ...text].join('\n'), {
    date: { year: 2025, month: 7, day: 10, from: 'the file name' },
  })
  const days = events.map(({ when }) => new Date((when?.us ?? 0) / 1_000).toISOString().slice(0, 16))
  assert.ok(days.includes('2025-07-10T23:58') && days.includes('2025-07-11T00:02'), days.join(' '))
})
