import assert from 'node:assert/strict'
import test from 'node:test'
import { answer, evidenceOf, failure, made } from '../../../test/hand-made.ts'
import type { Event } from '../../model/index.ts'
import { receiverStalled } from './cause.ts'

const shrunk = made('setting.seen', { name: 'peer shrunk window', value: '192.0.2.9:873/41022' }, { system: 'host' })
const reset = failure('connection.failed', { errno: 'ECONNRESET', operation: 'write', channel: 'network' })

const worlds: readonly (readonly [world: string, events: readonly Event[], answer: string])[] = [
  ["the sender's kernel met a closed window, then a reset came", [shrunk, reset], 'weak'],
  ['nothing failed', [shrunk], 'not-applicable'],
  ['the disk was full first', [failure('storage.full', {}), shrunk, reset], 'not-applicable'],
  ['a reset alone', [reset], 'not-applicable'],
]

for (const [world, events, expected] of worlds)
  test(`receiver-stalled: ${world}`, () => assert.equal(answer(receiverStalled.weigh(evidenceOf(...events))), expected))
