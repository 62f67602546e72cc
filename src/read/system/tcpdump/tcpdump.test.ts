import assert from 'node:assert/strict'
import test from 'node:test'
import { readText } from '../../generic/read-text.ts'
import { tcpdump } from './tcpdump.ts'

const time = (seconds: number): string => `05:40:${String(seconds).padStart(2, '0')}.000000`
const modern = (seconds: number, ends: string, flags: string, rest: string): string => `${time(seconds)} IP ${ends}: Flags [${flags}], ${rest}`
const out = '192.0.2.5.40000 > 192.0.2.9.873'
const back = '192.0.2.9.873 > 192.0.2.5.40000'
const old = (seconds: number, ends: string, rest: string, ttl: number, id: number): string => `${time(seconds)} ${ends}: ${rest} (DF)  (ttl ${ttl}, id ${id})`
const verbose = (seconds: number, ttl: number, id: number, rest: string): string =>
  `${time(seconds)} IP (tos 0x0, ttl ${ttl}, id ${id}, offset 0, flags [DF], proto TCP (6), length 52)\n    ${rest}`

const handshake = [
  modern(1, out, 'S', 'seq 100, win 64240, options [mss 1460,sackOK,TS val 1 ecr 0,nop,wscale 7], length 0'),
  modern(1, back, 'S.', 'seq 900, ack 101, win 65160, options [mss 1460,sackOK,TS val 1 ecr 1,nop,wscale 7], length 0'),
  modern(1, out, '.', 'ack 1, win 502, options [nop,nop,TS val 2 ecr 1], length 0'),
]

const worlds: readonly (readonly [world: string, lines: readonly string[], tells: string])[] = [
  ['three SYNs and silence', [1, 2, 4].map((at) => modern(at, out, 'S', 'seq 100, win 64240, options [mss 1460], length 0')), 'connect.failed 873 specific'],
  ['two SYNs and silence may be loss', [1, 2].map((at) => modern(at, out, 'S', 'seq 100, win 64240, options [mss 1460], length 0')), ''],
  [
    'three SYNs, then an answer',
    [...[1, 2, 4].map((at) => modern(at, out, 'S', 'seq 100, win 64240, length 0')), modern(4, back, 'S.', 'seq 9, ack 101, win 65160, length 0')],
    '',
  ],
  [
    'a datagram for amandad that the host refuses, by name and by number',
    [
      `${time(1)} IP 192.0.2.5.911 > 192.0.2.9.amanda: UDP, length 140`,
      `${time(1)} IP 192.0.2.9 > 192.0.2.5: ICMP 192.0.2.9 udp port amanda unreachable, length 176`,
      `${time(2)} IP 192.0.2.9 > 192.0.2.5: ICMP 192.0.2.9 udp port 10080 unreachable, length 176`,
      `${time(3)} IP 192.0.2.9 > 192.0.2.5: ICMP 192.0.2.9 udp port 53 unreachable, length 80`,
    ],
    'connect.failed 10080 specific,connect.failed 10080 specific',
  ],
  ['opened and closed without a byte', [...handshake, modern(1, out, 'F.', 'seq 1, ack 1, win 502, length 0')], 'port.probed echo'],
  [
    'opened, used and closed',
    [...handshake, modern(1, out, 'P.', 'seq 1:9, ack 1, win 502, length 8'), modern(1, out, 'F.', 'seq 9, ack 1, win 502, length 0')],
    '',
  ],
  [
    'old syntax, a reset from nearer than its sender',
    [
      old(1, back, 'P 1:77(76) ack 1 win 16080', 51, 700),
      old(1, out, 'P 1:45(44) ack 77 win 8332', 128, 900),
      old(2, back, '. 77:77(0) ack 45 win 16080', 51, 701),
      old(5, out, 'P 45:89(44) ack 77 win 8332', 128, 901),
      old(5, back, 'R 77:77(0) ack 45 win 8332', 249, 901),
    ],
    'packet.seen reset-foreign specific',
  ],
  [
    'old syntax, a reset of the host itself',
    [
      old(1, back, 'P 1:77(76) ack 1 win 16080', 51, 700),
      old(1, out, 'P 1:45(44) ack 77 win 8332', 128, 900),
      old(2, back, '. 77:77(0) ack 45 win 16080', 51, 701),
      old(5, back, 'R 77:77(0) ack 45 win 0', 51, 702),
    ],
    'packet.seen reset',
  ],
  [
    'with -v, a reset from nearer than its sender',
    [
      verbose(1, 63, 10, `${back}: Flags [P.], seq 1:9, ack 1, win 502, length 8`),
      verbose(1, 64, 20, `${out}: Flags [P.], seq 1:9, ack 9, win 502, length 8`),
      verbose(2, 63, 11, `${back}: Flags [.], ack 9, win 502, length 0`),
      verbose(3, 64, 0, `${back}: Flags [R], seq 9, win 0, length 0`),
    ],
    'packet.seen reset-foreign specific',
  ],
  [
    'used, closed by one end and then reset',
    [
      ...handshake,
      modern(1, out, 'P.', 'seq 1:9, ack 1, win 502, length 8'),
      modern(1, out, 'F.', 'seq 9, ack 1, win 502, length 0'),
      modern(1, back, 'R.', 'seq 1, ack 10, win 0, length 0'),
    ],
    '',
  ],
  ['a refused connection is no reset of one', [handshake[0] ?? '', modern(1, back, 'R.', 'seq 0, ack 101, win 0, length 0')], ''],
  [
    'the scale is gone from the answer and in use',
    [
      handshake[0] ?? '',
      modern(1, back, 'S.', 'seq 900, ack 101, win 65160, options [mss 1460,sackOK,TS val 1 ecr 1,nop,nop,nop,nop], length 0'),
      modern(1, out, 'P.', 'seq 1:9, ack 1, win 64240, length 8'),
      modern(1, back, '.', 'ack 9, win 509, length 0'),
    ],
    'packet.seen scale-stripped',
  ],
  [
    'neither end scales',
    [
      handshake[0] ?? '',
      modern(1, back, 'S.', 'seq 900, ack 101, win 65160, options [mss 1460], length 0'),
      modern(1, back, '.', 'ack 9, win 65152, length 0'),
    ],
    '',
  ],
  [
    'a window of zero for six seconds',
    [...handshake, modern(2, back, '.', 'ack 9, win 0, length 0'), modern(8, back, '.', 'ack 9, win 0, length 0')],
    'socket.sampled',
  ],
  [
    'a rule forbids the connection',
    ['03:00:00.000123 IP 192.0.2.1 > 192.0.2.10: ICMP host 198.51.100.9 unreachable - admin prohibited filter, length 68'],
    'setting.seen',
  ],
  [
    'a rule rejects TCP in the words of UDP',
    ['03:00:00.000123 IP 198.51.100.9 > 192.0.2.10: ICMP 198.51.100.9 tcp port 873 unreachable, length 68'],
    'setting.seen',
  ],
  ['a router finds no host', ['03:00:00.000123 IP 192.0.2.1 > 192.0.2.10: ICMP host 198.51.100.9 unreachable, length 68'], ''],
  [
    'with -v, below its header',
    [
      '03:00:00.000123 IP (tos 0xc0, ttl 64, id 4, offset 0, flags [none], proto ICMP (1), length 88)',
      '    192.0.2.1 > 192.0.2.10: ICMP host 198.51.100.9 unreachable - admin prohibited, length 68',
    ],
    'setting.seen',
  ],
  ['a window of zero that opens again', [...handshake, modern(2, back, '.', 'ack 9, win 0, length 0'), modern(8, back, '.', 'ack 9, win 502, length 0')], ''],
]

for (const [world, lines, tells] of worlds) {
  test(world, () => {
    const reading = readText([tcpdump], lines.join('\n'))
    assert.equal(reading.unread.count, 0)
    const words = reading.events.map((event) =>
      [event.kind, event.kind === 'packet.seen' ? event.telling : event.kind === 'connect.failed' ? String(event.port) : '', event.symptom ?? '']
        .filter((word) => word !== '')
        .join(' '),
    )
    assert.equal(words.join(), tells)
  })
}
