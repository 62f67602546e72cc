import assert from 'node:assert/strict'
import test from 'node:test'
import { readText, told } from '../../generic/read-text.ts'
import { conntrack } from './conntrack.ts'

const ends = 'src=192.0.2.5 dst=192.0.2.9 sport=40000 dport=873'
const reply = 'src=192.0.2.9 dst=192.0.2.5 sport=873 dport=40000'
const entry = (head: string, tail = '[ASSURED]', unreplied = ''): string => `tcp      6 ${head} ${ends} ${unreplied}${reply} ${tail}`
const opened = [`[1795241760.000000]\t    [NEW] ${entry('120 SYN_SENT', '', '[UNREPLIED] ')}`, `[1795241760.100000]\t [UPDATE] ${entry('300 ESTABLISHED')}`]
const at = (seconds: number, kind: string, rest: string): string => `[${1_795_241_760 + seconds}.100000]\t[${kind}] ${rest}`

const worlds: readonly (readonly [world: string, lines: readonly string[], tells: string])[] = [
  ['expired while it stood open', [...opened, at(300, 'DESTROY', entry('ESTABLISHED'))], 'session.ended 300000000'],
  ['expired, on a kernel that says neither state nor timer', [...opened, at(300, 'DESTROY', entry('').replace('6  ', '6 '))], 'session.ended 300000000'],
  ['gone before its time, on such a kernel', [...opened, at(100, 'DESTROY', entry('').replace('6  ', '6 '))], 'session.tracked early'],
  ['flushed with 299 s left', [...opened, at(300, 'DESTROY', entry('299 ESTABLISHED'))], 'session.tracked early'],
  [
    'removed by a program',
    [...opened, at(300, 'DESTROY', entry('ESTABLISHED', '[ASSURED] [USERSPACE] portid=17 progname=conntrack'))],
    'session.tracked early',
  ],
  ['closed in order', [...opened, at(9, 'UPDATE', entry('120 TIME_WAIT')), at(129, 'DESTROY', entry('TIME_WAIT'))], ''],
  ['reset by an end', [...opened, at(9, 'UPDATE', entry('10 CLOSE')), at(19, 'DESTROY', entry('CLOSE'))], 'session.tracked undefined'],
  ['expired and picked up', [...opened, at(300, 'DESTROY', entry('ESTABLISHED')), at(400, 'NEW', entry('300 ESTABLISHED', '', '[UNREPLIED] '))], ''],
  [
    'expired, and the ports used anew later',
    [...opened, at(300, 'DESTROY', entry('ESTABLISHED')), at(400, 'NEW', entry('120 SYN_SENT', '', '[UNREPLIED] '))],
    'session.ended 300000000',
  ],
  ['a stray packet made it', [at(9, 'DESTROY', entry('ESTABLISHED', ''))], ''],
  ['another protocol', [`[1795241760.000000]\t[DESTROY] udp      17 ${ends} ${reply}`], ''],
  ['listed once', [entry('431999 ESTABLISHED', '[ASSURED] mark=0 use=1')], 'session.tracked undefined'],
  ['the file of the kernel', [`ipv4     2 ${entry('431999 ESTABLISHED', '[ASSURED] mark=0 zone=0 use=2')}`], 'session.tracked undefined'],
]

for (const [world, lines, tells] of worlds) {
  test(world, () => {
    const reading = readText([conntrack], lines.join('\n'))
    assert.equal(reading.unread.count, 0)
    const words = reading.events.map((event) =>
      event.kind === 'session.ended' ? `${event.kind} ${event.durationUs}` : event.kind === 'session.tracked' ? `${event.kind} ${event.removed}` : event.kind,
    )
    assert.equal(words.join(), tells)
  })
}

test('listed every second: idle to the end, or gone early', () => {
  const list = (second: number, left: number | undefined): readonly string[] => [
    `### 2026-11-21T05:40:${String(second).padStart(2, '0')}`,
    ...(left === undefined ? [] : [entry(`${left} ESTABLISHED`)]),
  ]
  const reasons = (lines: readonly (readonly string[])[]): readonly string[] =>
    readText([conntrack], lines.flat().join('\n')).events.map((event) =>
      event.kind === 'session.tracked' ? `tracked ${event.removed ?? 'still'}` : event.kind === 'session.ended' ? event.reason : '',
    )
  assert.deepEqual(reasons([list(1, 3), list(2, 2), list(3, 1), list(4, undefined), list(5, undefined)]), ['idle'])
  assert.deepEqual(reasons([list(1, 299), list(2, 299), list(3, undefined), list(4, undefined)]), ['tracked early'])
  assert.deepEqual(reasons([list(1, 299), list(2, 299), list(3, 299)]), ['tracked still'])
})

test('statistics tell only what is not zero', () => {
  const lines = [
    'cpu=0   \tfound=0 invalid=0 insert=0 insert_failed=0 drop=0 early_drop=0',
    'cpu=1   \tfound=0 invalid=15 insert=0 insert_failed=0 drop=4 early_drop=0',
  ]
  assert.deepEqual(told(readText([conntrack], lines.join('\n')).events), [
    'counter.seen name=conntrack invalid value=15 set=sample 2',
    'counter.seen name=conntrack drop value=4 set=sample 2',
  ])
})
