import assert from 'node:assert/strict'
import test from 'node:test'
import type { Event } from '../model/index.ts'
import { at, evidenceOf, failure, made } from '../../test/hand-made.ts'
import { localFailure } from './local-failure.ts'

const reset = (rest = {}) => failure('connection.failed', { errno: 'ECONNRESET', operation: 'write', channel: 'network' }, rest)

const worlds: readonly (readonly [world: string, events: readonly Event[], what: string | undefined])[] = [
  ['only a reset', [reset()], undefined],
  ['the disk was full first', [failure('storage.full', { role: 'receiver' }, { when: at(1) }), reset({ when: at(2) })], 'the receiver ran out of space'],
  ['the disk was full afterwards', [reset({ when: at(2) }), failure('storage.full', { role: 'receiver' }, { when: at(60) })], undefined],
  ['the line about the disk came late, without times', [reset(), failure('storage.full', {})], 'one end ran out of space'],
  ['somebody stopped the run that hung', [reset(), made('run.stopped', { signal: 'SIGINT' })], undefined],
  ['somebody stopped it, then it broke', [made('run.stopped', { signal: 'SIGINT' }), reset()], 'the run was stopped by SIGINT'],
  ['stopped while the disk was full', [made('run.stopped', { signal: 'SIGINT' }), failure('storage.full', {})], 'one end ran out of space'],
  ['files that could not be read were skipped', [failure('source.failed', { reason: 'permission', partial: true }), reset()], undefined],
  ['a file vanished', [failure('source.failed', { reason: 'vanished' }), reset()], undefined],
  ['the archiver failed', [failure('source.failed', { reason: 'archiver' }), reset()], 'the program that reads the data failed'],
  ['told in prose only', [failure('storage.full', {}, { reported: true }), reset()], undefined],
  ['something else was killed', [made('program.killed', { by: 'oom-killer', victim: 'mysqld' }), reset()], undefined],
  ['another run of the same host', [failure('storage.full', {}, { run: 'a', host: 'h' }), reset({ run: 'b', host: 'h' })], undefined],
]

for (const [world, events, what] of worlds) test(`local failure: ${world}`, () => assert.equal(localFailure(evidenceOf(...events))?.what, what))

test('local failure: a kind that the asker judges itself', () =>
  assert.equal(localFailure(evidenceOf(failure('limit.reached', { limit: 'x' })), ['limit.reached']), undefined))
