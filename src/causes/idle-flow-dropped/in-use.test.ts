import assert from 'node:assert/strict'
import test from 'node:test'
import { answer, at, evidenceOf, failure, made } from '../../../test/hand-made.ts'
import type { Event } from '../../model/index.ts'
import { idleFlowDropped } from './cause.ts'

const reset = (seconds: number, stream?: string) =>
  failure(
    'connection.failed',
    { errno: 'ECONNRESET', operation: 'read', channel: 'network', ageUs: seconds * 1_000_000, ...(stream === undefined ? {} : { stream }) },
    { when: at(seconds), run: 'one' },
  )
const files = (seconds: number, run = 'one') => made('stream.active', { stream: 'files' }, { when: at(seconds), run })
const lost = (stream: string) =>
  failure(
    'connection.failed',
    { errno: 'ETIMEDOUT', operation: 'read', channel: 'network', stream, separate: true },
    { system: 'bacula', when: at(900), run: 'one' },
  )
const always = made('statement.made', { claim: 'always-same-age', seconds: 342 })

const worlds: readonly (readonly [world: string, events: readonly Event[], answer: string])[] = [
  ['files were logged until 2 s before', [always, files(340), reset(342)], 'ruled-out'],
  ['the last file was logged five minutes before', [always, files(40), reset(342)], 'weak'],
  ['the files are those of another run', [always, files(340, 'two'), reset(342)], 'weak'],
  ['of a quiet and a busy connection both met silence', [lost('Director-FD'), lost('from FD')], 'ruled-out'],
  ['only the quiet connection met silence', [lost('Director-FD')], 'weak'],
  ['it broke before its greeting', [always, reset(342, 'banner')], 'ruled-out'],
]

for (const [world, events, expected] of worlds) {
  test(`an idle limit: ${world}`, () => assert.equal(answer(idleFlowDropped.weigh(evidenceOf(...events))), expected))
}
