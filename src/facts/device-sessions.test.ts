import assert from 'node:assert/strict'
import test from 'node:test'
import { evidenceOf, failure, made } from '../../test/hand-made.ts'
import type { Event } from '../model/index.ts'
import { deviceSessions, isAttempt, isOfUnnamed } from './device-sessions.ts'

const session = (from: string, to: string, port: number) =>
  made('session.ended', { reason: 'idle', tuple: { from: { address: from, port: 40_000 }, to: { address: to, port } } }, { system: 'path' })
const broken = (system: Event['system'], quote = 'broken') =>
  failure('connection.failed', { errno: 'ECONNRESET', operation: 'read', channel: 'network' }, { system, quote })

test('a failure that names other addresses than the session', () => {
  const ended = session('192.0.2.5', '198.51.100.9', 9102)
  const says = (quote: string): boolean => ended.kind === 'session.ended' && isOfUnnamed(ended, evidenceOf(broken('bacula', quote), ended))
  assert.deepEqual(['Read error from client:192.0.2.5:36643', 'Read error from client:192.0.2.7:36643', 'Network error with FD'].map(says), [
    false,
    true,
    false,
  ])
})

const worlds: readonly (readonly [world: string, events: readonly Event[], found: number])[] = [
  ["the product's own port", [broken('bacula'), session('192.0.2.5', '198.51.100.9', 9102)], 1],
  ['a port of the web', [broken('bacula'), session('192.0.2.5', '198.51.100.9', 443)], 0],
  ['a port that everybody uses, of other hosts', [broken('rsync'), session('192.0.2.5', '198.51.100.9', 22), session('192.0.2.6', '198.51.100.9', 443)], 0],
  ['a port that everybody uses, of the only two hosts', [broken('rsync'), session('192.0.2.5', '198.51.100.9', 22)], 1],
  [
    'a host that the failure names',
    [broken('rsync', 'reset by 198.51.100.9'), session('192.0.2.5', '198.51.100.9', 22), session('192.0.2.6', '192.0.2.7', 443)],
    1,
  ],
  ['a program of unknown ports, the only two hosts', [broken('other'), session('192.0.2.5', '198.51.100.9', 2500)], 1],
  ['a program of unknown ports, two pairs of hosts', [broken('other'), session('192.0.2.5', '198.51.100.9', 2500), session('192.0.2.6', '192.0.2.7', 443)], 0],
]

for (const [world, events, found] of worlds) test(`sessions of a device: ${world}`, () => assert.equal(deviceSessions(evidenceOf(...events)).length, found))

test('a packet that asks for a connection belongs to none that was open', () => {
  const lines = [
    'IN=eth0 OUT= SRC=192.0.2.5 PROTO=TCP SPT=1 DPT=873 WINDOW=64240 RES=0x00 SYN URGP=0',
    'IN=eth0 OUT= SRC=192.0.2.5 PROTO=TCP SPT=1 DPT=873 WINDOW=64240 RES=0x00 ACK SYN URGP=0',
    'IN=eth0 OUT= SRC=192.0.2.5 PROTO=TCP SPT=1 DPT=873 WINDOW=64240 RES=0x00 ACK PSH URGP=0',
    '%ASA-4-106023: Deny tcp src outside:192.0.2.5/1 dst inside:192.0.2.9/873 by access-group "x"',
    '%ASA-6-106015: Deny TCP (no connection) from 192.0.2.5/1 to 192.0.2.9/873 flags PSH ACK  on interface inside',
  ]
  assert.deepEqual(
    lines.map((quote) => isAttempt({ quote })),
    [true, false, false, true, false],
  )
})
