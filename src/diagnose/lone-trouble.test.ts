import assert from 'node:assert/strict'
import test from 'node:test'
import type { Event } from '../model/index.ts'
import { failure, made } from '../../test/hand-made.ts'
import { withLoneTrouble } from './lone-trouble.ts'

const full = made('table.overflowed', { table: 'nf_conntrack' })
const hung = made('link.lost', { device: 'eno1' }, { quote: 'e1000e 0000:00:1f.6 eno1: Detected Hardware Unit Hang:' })
const down = made('link.lost', { device: 'eno1' }, { quote: 'eno1: Link is Down' })
const mount = made('mount.failed', { path: '/srv/far' })
const refused = (alive: boolean, rule: string) => made('packet.refused', { rule, alive })

const worlds: readonly (readonly [world: string, events: readonly Event[], symptoms: number])[] = [
  ['a full table and nothing else', [full], 1],
  ['a card that hung', [hung], 1],
  ['a cable that was pulled', [down], 0],
  ['a mount that failed', [mount], 1],
  ['packets of no known connection', [refused(true, 'DROP INVALID')], 1],
  ['late resets', [refused(false, 'DROP INVALID')], 0],
  ['a stranger who was turned away', [refused(true, 'DROP INPUT')], 0],
  ['a full table beside a run that ended well', [full, made('run.ended', { outcome: 'completed' })], 0],
  ['a full table beside a run of which no end is told', [full, made('run.started', {})], 0],
  ['a full table beside a failure', [full, failure('connection.closed', {})], 1],
]

for (const [world, events, symptoms] of worlds)
  test(`trouble alone: ${world}`, () => assert.equal(withLoneTrouble(events).filter(({ symptom }) => symptom !== undefined).length, symptoms))
