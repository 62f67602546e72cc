import assert from 'node:assert/strict'
import test from 'node:test'
import type { Event } from '../../model/index.ts'
import { answer, at, evidenceOf, failure, made } from '../../../test/hand-made.ts'
import { streamPolluted } from './cause.ts'

const polluted = (text?: string, rest = {}) =>
  failure('stream.polluted', text === undefined ? {} : { text }, { quote: 'protocol version mismatch -- is your shell clean?', ...rest })
const stop = (rest = {}) => failure('run.stopped', { signal: 'SIGTERM' }, rest)
const reset = (rest = {}) => failure('connection.failed', { errno: 'ECONNRESET', operation: 'read', channel: 'network' }, rest)

const worlds: readonly (readonly [world: string, events: readonly Event[], answer: string])[] = [
  ['a sudo prompt', [polluted('[sud')], 'decisive'],
  ['a number that is four letters', [polluted('1668048215')], 'decisive'],
  ['a text that nobody knows', [polluted('Qxyz')], 'strong'],
  ['the greeting was no greeting', [polluted()], 'strong'],
  ['a web server answers', [polluted('HTTP/1.1 400 Bad Request', { quote: 'rsync: server sent "HTTP/1.1 400 Bad Request" rather than greeting' })], 'decisive'],
  ['lost in the middle of a transfer', [made('stream.active', { stream: 'data' }), polluted('Qxyz', { quote: 'nonsense' })], 'weak'],
  ['the sender was stopped', [polluted('Qxyz'), stop()], 'ruled-out'],
  ['the connection broke first', [reset({ when: at(1) }), polluted('Qxyz', { when: at(30) })], 'ruled-out'],
  [
    'a real version number came',
    [failure('versions.mismatched', { detail: 'the other end speaks protocol 17' }, { quote: 'protocol version mismatch -- is your shell clean?' })],
    'ruled-out',
  ],
  ['a reset', [reset()], 'not-applicable'],
]

for (const [world, events, expected] of worlds) {
  test(`stream-polluted: ${world}`, () => {
    const evidence = evidenceOf(...events)
    const outcome = streamPolluted.weigh(evidence)
    assert.equal(answer(outcome), expected)
    if (outcome.outcome !== 'explains') return
    assert.ok(outcome.headline.length <= 100, outcome.headline)
    assert.ok(streamPolluted.remedies(evidence, outcome).length > 0)
    assert.ok(outcome.strength !== 'weak' || (outcome.next ?? []).length > 0 || outcome.evidence.length > 0)
    for (const event of outcome.accountsFor) assert.ok(evidence.symptoms.includes(event))
  })
}
