import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import type { Event } from '../../model/index.ts'
import { Dating } from '../dating.ts'
import { logLine } from '../lines.ts'
import type { LineReading } from '../reader.ts'
import { strace } from './strace.ts'

function open(): LineReading {
  return strace.open({ id: 's1', path: 'strace.txt', dating: new Dating('s1', {}), note: () => undefined })
}

function read(...lines: readonly string[]): readonly Event[] | undefined {
  const reading = open()
  const answers = lines.map((raw, index) => reading.read(logLine({ raw, line: index + 1 }), true))
  const last = answers.at(-1)
  return last === 'more' ? undefined : last
}

function told(...lines: readonly string[]): string | undefined {
  const events = read(...lines)
  const [event] = events ?? []
  if (event === undefined) return events === undefined ? undefined : 'nothing'
  const { at: _at, quote: _quote, when: _when, system: _system, pid, kind, ...fields } = event
  return `${pid ?? '-'} ${kind} ${Object.entries(fields)
    .map(([name, value]) => `${name}=${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
    .join(' ')}`
}

const cases: readonly (readonly [world: string, lines: readonly string[], expected: string | undefined])[] = [
  [
    'reset on write',
    ['4516  06:21:20.346160 write(3, "\\351\\376\\0\\7j"..., 65261) = -1 ECONNRESET (Connection reset by peer)'],
    '4516 connection.failed errno=ECONNRESET operation=write channel=network',
  ],
  [
    'timed out on read, a pointer for a buffer',
    ['17629 06:25:10.823261 read(3, 0x55bfa0000087, 32761) = -1 ETIMEDOUT (Connection timed out)'],
    '17629 connection.failed errno=ETIMEDOUT operation=read channel=network',
  ],
  [
    'a broken pipe may be local',
    ['[pid  4516] 06:21:20 write(1, "x", 1) = -1 EPIPE (Broken pipe) <0.000010>'],
    '4516 connection.failed errno=EPIPE operation=write channel=unknown',
  ],
  [
    'a broken pipe of a socket call',
    ['sendto(4, "y", 1, 0, NULL, 0) = -1 EPIPE (Broken pipe)'],
    '- connection.failed errno=EPIPE operation=write channel=network',
  ],
  [
    'resumed',
    ['4516  06:21:20.346160 <... recvfrom resumed>, 0x7ff, 1, 0, NULL, NULL) = -1 ECONNRESET (Connection reset by peer)'],
    '4516 connection.failed errno=ECONNRESET operation=read channel=network',
  ],
  [
    'refused at once',
    ['4516  06:21:18.090965 connect(3, {sa_family=AF_INET, sin_port=htons(873), sin_addr=inet_addr("10.77.2.2")}, 16) = -1 ECONNREFUSED (Connection refused)'],
    '4516 connect.failed errno=ECONNREFUSED port=873 peer=10.77.2.2',
  ],
  [
    'begun',
    [
      '4516  06:21:18.090965 connect(3, {sa_family=AF_INET, sin_port=htons(873), sin_addr=inet_addr("10.77.2.2")}, 16) = -1 EINPROGRESS (Operation now in progress)',
    ],
    '4516 connect.started port=873',
  ],
  [
    'refused later',
    [
      '4516  06:21:18.090965 connect(3, {sa_family=AF_INET, sin_port=htons(873), sin_addr=inet_addr("10.77.2.2")}, 16) = -1 EINPROGRESS (Operation now in progress)',
      '4516  06:21:18.091965 getsockopt(3, SOL_SOCKET, SO_ERROR, [ECONNREFUSED], [4]) = 0',
    ],
    '4516 connect.failed errno=ECONNREFUSED port=873 peer=10.77.2.2',
  ],
  [
    'timed out later, as an older strace prints it',
    [
      '4516  06:21:18.090965 connect(3, {sa_family=AF_INET, sin_port=htons(873), sin_addr=inet_addr("10.77.2.2")}, 16) = -1 EINPROGRESS (Operation now in progress)',
      '4516  06:23:29.091965 getsockopt(3, SOL_SOCKET, SO_ERROR, [110], [4]) = 0',
    ],
    '4516 connect.failed errno=ETIMEDOUT port=873 peer=10.77.2.2',
  ],
  ['a filter that its reader left', ['4523  06:21:20.347209 +++ killed by SIGPIPE +++'], '4523 program.killed by=signal signal=SIGPIPE'],
  [
    'IPv6',
    ['connect(3, {sa_family=AF_INET6, sin6_port=htons(873), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "::1", &sin6_addr), sin6_scope_id=0}, 28) = 0'],
    '- connection.opened port=873',
  ],
  [
    'a name service that is not there is normal',
    ['4516  06:21:18.088592 connect(3, {sa_family=AF_UNIX, sun_path="/var/run/nscd/socket"}, 110) = -1 ENOENT (No such file or directory)'],
    'nothing',
  ],
  ['nothing to read yet is normal', ['4516  06:21:18.088592 read(3, 0x55, 10) = -1 EAGAIN (Resource temporarily unavailable)'], 'nothing'],
  ['a file that is not there is normal', ['openat(AT_FDCWD, "/etc/x", O_RDONLY) = -1 ENOENT (No such file or directory)'], 'nothing'],
  ['ended', ['4516  06:21:20.347209 +++ exited with 10 +++'], '4516 program.exited code=10'],
  ['killed', ['4523  06:21:20.347209 +++ killed by SIGKILL +++'], '4523 program.killed by=signal signal=SIGKILL'],
  ['crashed', ['4523  06:21:20.347209 +++ killed by SIGSEGV (core dumped) +++'], '4523 program.killed by=crash signal=SIGSEGV'],
  [
    'asked to stop',
    ['4523  06:21:20.347209 --- SIGTERM {si_signo=SIGTERM, si_code=SI_USER, si_pid=77, si_uid=0} ---'],
    '4523 run.stopped signal=SIGTERM by=pid 77',
  ],
  ['a pipe broke', ['4523  06:21:20.347209 --- SIGPIPE {si_signo=SIGPIPE, si_code=SI_USER, si_pid=4523, si_uid=0} ---'], 'nothing'],
  ['not strace: prose', ['write (3 bytes) = failed'], undefined],
  ['not strace: a date', ['06:21:20 something happened'], undefined],
  ['not strace: a trailer', ['rsync error: error in socket IO (code 10) at io.c(949) [sender=3.5.0]'], undefined],
]

for (const [world, lines, expected] of cases) test(world, () => assert.equal(told(...lines), expected))

test('never a symptom, and times of day stay in order', () => {
  const one = read('4516  06:21:20.346160 write(3, "x"..., 65261) = -1 ECONNRESET (Connection reset by peer)')?.[0]
  assert.equal(one?.symptom, undefined)
  assert.equal(one?.system, 'host')
  assert.deepEqual(one?.when, { clock: 's1 time-of-day', us: 22_880_346_160 })
  const epoch = read('4516  1795241760.512593 +++ exited with 10 +++')?.[0]
  assert.equal(epoch?.when?.us, 1_795_241_760_512_593)
})

test('whatever the bytes: no exception', () => {
  const seeds = cases.flatMap(([, lines]) => lines)
  const reading = open()
  fc.assert(
    fc.property(fc.constantFrom(...seeds), fc.nat(120), fc.nat(30), fc.string({ maxLength: 20 }), (seed, at, cut, put) => {
      reading.read(logLine({ raw: seed.slice(0, at) + put + seed.slice(at + cut), line: 1 }), true)
    }),
    { numRuns: 2_000, verbose: true },
  )
  for (const seed of seeds) for (let end = 0; end <= seed.length; end += 1) reading.read(logLine({ raw: seed.slice(0, end), line: 1 }), true)
})
