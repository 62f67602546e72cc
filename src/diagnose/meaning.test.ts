import assert from 'node:assert/strict'
import test from 'node:test'
import type { Event } from '../model/index.ts'
import { evidenceOf, failure } from '../../test/hand-made.ts'
import { meaningOf } from './meaning.ts'

const refused = (program: string) => failure('access.refused', { reason: 'host-list' }, { system: 'amanda', program })

const worlds: readonly (readonly [world: string, events: readonly Event[], meaning: RegExp])[] = [
  ['a restore that was refused', [refused('amrecover')], /^A restore failed: .*the copies it read from are as they were/],
  ['a dump that was refused', [refused('planner')], /^The backup failed: treat this run's copy as incomplete/],
  ['a restore and a dump', [refused('amrecover'), refused('dumper')], /^The backup failed/],
]

for (const [world, events, meaning] of worlds) {
  test(`meaning: ${world}`, () => {
    assert.match(meaningOf(evidenceOf(...events)), meaning)
  })
}
