import assert from 'node:assert/strict'
import test from 'node:test'
import { answer, at, failure, made } from '../../../test/hand-made.ts'
import { makeEvidence, type Event, type Timeline } from '../../model/index.ts'
import { idleFlowDropped } from './cause.ts'

const timeline: Timeline = { gap: (a, b) => (a !== undefined && b !== undefined && a.clock === b.clock ? { us: b.us - a.us, uncertaintyUs: 0 } : undefined) }
const minute = 60
/** The entry went after an hour, as the firewall's own clock tells; the job counts on another. */
const expired = made(
  'session.ended',
  {
    reason: 'idle',
    text: 'conntrack',
    durationUs: 60 * minute * 1_000_000,
    tuple: { from: { address: '192.0.2.5', port: 41_022 }, to: { address: '192.0.2.9', port: 9102 } },
  },
  { system: 'path', when: at(0, 'firewall') },
)
const timedOut = failure('connection.failed', { errno: 'ETIMEDOUT', operation: 'unknown', channel: 'network' }, { system: 'bacula' })

function weigh(afterMinutes: number): string {
  const events: readonly Event[] = [expired, timedOut]
  const occurrences = [{ symptoms: [timedOut], startedAt: at(0, 'job'), failedAt: at(afterMinutes * minute, 'job') }]
  return answer(idleFlowDropped.weigh(makeEvidence(events, timeline, { occurrences })))
}

test('an entry went hours before the job gave up: nobody was sending then', () => assert.equal(weigh(300), 'strong'))
test('an entry went while a sender may still have repeated in vain', () => assert.equal(weigh(80), 'weak'))

const tuple = { from: { address: '192.0.2.9', port: 9102 }, to: { address: '192.0.2.5', port: 41_022 } }
const silent = (quietBeforeUs: number) =>
  made('socket.sampled', { tuple, state: 'ESTABLISHED', condition: 'unanswered', looks: 9, retransmits: 5, quietBeforeUs }, { system: 'host' })

test('an entry went, and an end that had been quiet met silence', () =>
  assert.equal(answer(idleFlowDropped.weigh(makeEvidence([expired, silent(45_000_000), timedOut], timeline))), 'strong'))
test('an entry went, and an end that had been busy met silence', () =>
  assert.equal(answer(idleFlowDropped.weigh(makeEvidence([expired, silent(0), timedOut], timeline))), 'weak'))

const plainReset = (quietBeforeUs: number) => made('packet.seen', { tuple, telling: 'reset', quietBeforeUs }, { system: 'path' })

test('a printed capture: a reset met the first packet after two hours', () =>
  assert.equal(answer(idleFlowDropped.weigh(makeEvidence([plainReset(7_200_000_000)], timeline))), 'weak'))
test('a printed capture: a reset in the middle of the data', () =>
  assert.equal(answer(idleFlowDropped.weigh(makeEvidence([plainReset(20_000)], timeline))), 'not-applicable'))
