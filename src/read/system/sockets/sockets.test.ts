import assert from 'node:assert/strict'
import test from 'node:test'
import type { EventOf } from '../../../model/index.ts'
import { readText } from '../../generic/read-text.ts'
import { netstat } from '../netstat/netstat.ts'
import { ss } from '../ss/ss.ts'

const stamp = (second: number): string => `### 2026-11-21T05:40:${String(second).padStart(2, '0')}.000`

function sampled(lines: readonly string[]): readonly string[] {
  return readText([ss, netstat], lines.join('\n'))
    .events.filter((event): event is EventOf<'socket.sampled'> => event.kind === 'socket.sampled')
    .filter(({ condition }) => condition !== 'open')
    .map((event) => {
      const flags = [event.onlySmall === true ? 'only-small' : '', event.othersAlive === true ? 'others-alive' : '', event.gone === true ? 'gone' : '']
      const numbers = [
        event.retransmits === undefined ? '' : `x${event.retransmits}`,
        event.quietBeforeUs === undefined ? '' : `quiet ${event.quietBeforeUs / 1e6}s`,
      ]
      return [event.condition, ...numbers, ...flags, event.symptom ?? ''].filter((word) => word !== '').join(' ')
    })
}

const inner = (more: string): string => `ts sack cubic wscale:7,7 rto:204 rtt:1/1 mss:1448 cwnd:10 ${more}`
const ssRow = (timer: string, more: string, state = 'ESTAB', sendQ = 60_000, port = 40_000): string =>
  `${state} 0 ${sendQ} 192.0.2.5:${port} 192.0.2.9:873 ${timer} ${inner(more)}`
const repeated = (row: (second: number) => string, seconds: number): readonly string[] =>
  Array.from({ length: seconds }, (_, index) => [stamp(index), row(index)]).flat()

const worlds: readonly (readonly [world: string, lines: readonly string[], told: readonly string[]])[] = [
  ['six repeats of data without an answer', [ssRow('timer:(on,12sec,6)', 'backoff:6 bytes_acked:900000 lastack:24000 lastrcv:24000')], ['unanswered x6 echo']],
  ['two repeats happen every night', [ssRow('timer:(on,408ms,2)', 'backoff:2 bytes_acked:900000 lastack:800 lastrcv:800')], []],
  [
    'less than one full segment was ever acknowledged',
    [ssRow('timer:(on,3sec,5)', 'backoff:5 bytes_acked:185 lastack:9000 lastrcv:9000')],
    ['unanswered x5 only-small echo'],
  ],
  [
    'the silence was overcome',
    [stamp(0), ssRow('timer:(on,3sec,5)', 'bytes_acked:90000 lastack:9000'), stamp(9), ssRow('timer:(on,200ms,0)', 'bytes_acked:99000 lastack:4')],
    [],
  ],
  [
    'quiet for 40 s, then silence while another connection is answered',
    [
      stamp(0),
      ssRow('timer:(keepalive,119min,0)', 'bytes_acked:151 lastsnd:40000 lastrcv:40000 lastack:40000', 'ESTAB', 0),
      ssRow('timer:(on,200ms,0)', 'bytes_acked:800000 lastack:4', 'ESTAB', 60_000, 40_001),
      stamp(1),
      ssRow('timer:(on,3sec,5)', 'bytes_acked:151 lastsnd:1000 lastrcv:41000 lastack:41000', 'ESTAB', 50),
      ssRow('timer:(on,200ms,0)', 'bytes_acked:900000 lastack:4', 'ESTAB', 60_000, 40_001),
    ],
    ['unanswered x5 quiet 40s others-alive echo', 'quiet'],
  ],
  [
    'a closed window, probes answered',
    repeated((second) => ssRow('timer:(persist,2.4ms,0)', `backoff:5 bytes_acked:900000 lastsnd:${9000 + second * 1000} lastack:100`), 8),
    ['window-closed'],
  ],
  [
    'a closed window for a moment',
    [stamp(0), ssRow('timer:(persist,200ms,0)', 'bytes_acked:900000 lastsnd:10 lastack:4'), stamp(1), ssRow('', 'bytes_acked:990000 lastsnd:10')],
    [],
  ],
  [
    'a window of 501 bytes that data keeps passing',
    repeated(
      (second) =>
        `ESTAB 0 50000 192.0.2.5:40000 192.0.2.9:873 timer:(persist,9ms,0) ts sack cubic rto:204 mss:1448 cwnd:10 bytes_acked:${1000 + second * 2505} lastsnd:50 lastack:50 snd_wnd:501`,
      9,
    ),
    ['window-crippled echo'],
  ],
  [
    'a small buffer with room for its segments',
    repeated((second) => ssRow('', `bytes_acked:${1000 + second * 2505} lastsnd:50 lastack:50 snd_wnd:4352`), 9),
    [],
  ],
  [
    'data in pieces of the window before scaling',
    repeated(
      (second) =>
        `ESTAB 0 0 192.0.2.9:873 192.0.2.5:40000 ts sack cubic wscale:7,7 rto:204 mss:1448 cwnd:10 bytes_received:${1000 + second * 2505} data_segs_in:${10 + second * 5} rcv_ssthresh:64128`,
      8,
    ),
    ['peer-crippled'],
  ],
  [
    'data in full segments',
    repeated(
      (second) =>
        `ESTAB 0 0 192.0.2.9:873 192.0.2.5:40000 ts sack cubic wscale:7,7 rto:204 mss:1448 cwnd:10 bytes_received:${1000 + second * 7240} data_segs_in:${10 + second * 5} rcv_ssthresh:185344`,
      8,
    ),
    [],
  ],
  ['a SYN sent again three times', ['SYN-SENT 0 1 192.0.2.5:40000 192.0.2.9:1556 timer:(on,3sec,3)'], ['syn-unanswered x3 echo']],
  ['a SYN just sent', ['SYN-SENT 0 1 192.0.2.5:40000 192.0.2.9:1556 timer:(on,800ms,0)'], []],
  [
    'Windows, SYN_SENT at four looks',
    Array.from({ length: 4 }, () => [
      '',
      'Active Connections',
      '',
      '  Proto  Local Address          Foreign Address        State           PID',
      '  TCP    10.0.0.5:49211         10.0.0.9:1556          SYN_SENT        5592',
    ]).flat(),
    ['syn-unanswered echo'],
  ],
  [
    'BSD, dots before the ports',
    Array.from({ length: 3 }, () => [
      'Proto Recv-Q Send-Q  Local Address          Foreign Address        (state)',
      'tcp4       0      0  10.0.0.5.49211         10.0.0.9.1556          SYN_SENT',
    ]).flat(),
    ['syn-unanswered echo'],
  ],
  [
    'Solaris, the peer shows a window of zero',
    repeated(() => '10.0.0.5.49211       10.0.0.9.13782           0   4096 49640      0 ESTABLISHED', 9),
    ['window-closed'],
  ],
  [
    'Linux netstat -o, probes without an answer',
    ['tcp        0  84032 10.0.0.5:49211          10.0.0.9:873            ESTABLISHED probe (13.20/0/6)'],
    ['unanswered x6 echo'],
  ],
  [
    'Linux netstat -o, an idle connection with keepalive',
    ['tcp        0      0 10.0.0.5:49211          10.0.0.9:873            ESTABLISHED keepalive (87.39/0/0)'],
    [],
  ],
]

for (const [world, lines, told] of worlds) test(world, () => assert.deepEqual(sampled(lines), told))

test('thousands of sockets are followed in bounded memory', () => {
  const lines = Array.from({ length: 30_000 }, (_, index) => `ESTAB 0 0 10.0.${index >> 8}.${index & 255}:873 192.0.2.9:40000`)
  assert.equal(readText([ss], lines.join('\n')).unread.count, 0)
})
