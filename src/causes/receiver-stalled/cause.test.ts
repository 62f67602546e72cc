import assert from 'node:assert/strict'
import test from 'node:test'
import { answer, evidenceOf, failure, made } from '../../../test/hand-made.ts'
import type { Event } from '../../model/index.ts'
import { receiverStalled } from './cause.ts'

const shrunk = made('setting.seen', { name: 'peer shrunk window', value: '192.0.2.9:873/41022' }, { system: 'host' })
const reset = failure('connection.failed', { errno: 'ECONNRESET', operation: 'write', channel: 'network' })

const tuple = { from: { address: '192.0.2.10', port: 40_000 }, to: { address: '192.0.2.1', port: 873 } }
const closed = (seconds: number) =>
  made('socket.sampled', { tuple, state: 'ESTABLISHED', condition: 'window-closed', looks: 9, forUs: seconds * 1_000_000, gone: true }, { system: 'host' })
const timer = (more: { readonly role?: string } = {}) => failure('timer.expired', { timer: 'rsync --timeout', limitUs: 60_000_000, ...more })

const worlds: readonly (readonly [world: string, events: readonly Event[], answer: string])[] = [
  ["the sender's kernel met a closed window, then a reset came", [shrunk, reset], 'weak'],
  ['nothing failed', [shrunk], 'not-applicable'],
  ['the disk was full first', [failure('storage.full', {}), shrunk, reset], 'not-applicable'],
  ['the window was closed for nearly all that a timer waited', [closed(55), timer()], 'weak'],
  ['the window was closed for a moment of it', [closed(20), timer()], 'cannot-tell'],
  ["the receiver's own timer", [closed(55), timer({ role: 'receiver' })], 'cannot-tell'],
  ['a reset alone', [reset], 'not-applicable'],
]

for (const [world, events, expected] of worlds)
  test(`receiver-stalled: ${world}`, () => assert.equal(answer(receiverStalled.weigh(evidenceOf(...events))), expected))
