import assert from 'node:assert/strict'
import test from 'node:test'
import type { Event } from '../model/index.ts'
import { evidenceOf, failure } from '../../test/hand-made.ts'
import { bareEnding } from './bare-ending.ts'

const exit = (code: number, rest = {}) => failure('program.exited', { code }, { system: 'rsync', ...rest })

const worlds: readonly (readonly [world: string, events: readonly Event[], bare: boolean])[] = [
  ['rsync 12, and not why', [exit(12)], true],
  ['rsync 13: a message could not be passed on', [exit(13)], true],
  ['rsync 14: a local program could not be started', [exit(14)], true],
  ['rsync 11 speaks of files', [exit(11)], false],
  ['a connection broke beside it', [exit(12), failure('connection.closed', {})], false],
]

for (const [world, events, bare] of worlds) {
  test(world, () => assert.equal(bareEnding(evidenceOf(...events)) !== undefined, bare))
}
