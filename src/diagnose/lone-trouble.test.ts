import assert from 'node:assert/strict'
import test from 'node:test'
import type { Event } from '../model/index.ts'
import { failure, made } from '../../test/hand-made.ts'
import { withLoneTrouble } from './lone-trouble.ts'

const full = made('table.overflowed', { table: 'nf_conntrack' })
const hung = made('link.lost', { device: 'eno1' }, { quote: 'e1000e 0000:00:1f.6 eno1: Detected Hardware Unit Hang:' })
const down = made('link.lost', { device: 'eno1' }, { quote: 'eno1: Link is Down' })
const mount = made('mount.failed', { path: '/srv/far' })
const stalled = (seconds: number) =>
  made('socket.sampled', {
    tuple: { from: { address: '192.0.2.5', port: 40_112 }, to: { address: '192.0.2.9', port: 873 } },
    state: 'ESTABLISHED',
    condition: 'window-closed',
    forUs: seconds * 1_000_000,
    looks: 4,
  })
const silent = made('connect.failed', { errno: 'ETIMEDOUT', port: 22 }, { system: 'path' })
const refused = (alive: boolean, rule: string) => made('packet.refused', { rule, alive })

const worlds: readonly (readonly [world: string, events: readonly Event[], symptoms: number])[] = [
  ['a full table and nothing else', [full], 1],
  ['a card that hung', [hung], 1],
  ['a cable that was pulled', [down], 0],
  ['a mount that failed', [mount], 1],
  ['a window that stayed closed for ten minutes', [stalled(600)], 1],
  ['a window that was closed for three seconds', [stalled(3)], 0],
  ["a device's word that a SYN went unanswered", [silent], 1],
  ['the same beside a run that ended well', [silent, made('run.ended', { outcome: 'completed' })], 0],
  ['packets of no known connection', [refused(true, 'DROP INVALID')], 1],
  ['late resets', [refused(false, 'DROP INVALID')], 0],
  ['a stranger who was turned away', [refused(true, 'DROP INPUT')], 0],
  ['a full table beside a run that ended well', [full, made('run.ended', { outcome: 'completed' })], 0],
  ['a full table beside a run of which no end is told', [full, made('run.started', {})], 0],
  ['a full table beside a failure', [full, failure('connection.closed', {})], 1],
]

for (const [world, events, symptoms] of worlds)
  test(`trouble alone: ${world}`, () => assert.equal(withLoneTrouble(events).filter(({ symptom }) => symptom !== undefined).length, symptoms))
