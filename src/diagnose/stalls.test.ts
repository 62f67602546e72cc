import assert from 'node:assert/strict'
import test from 'node:test'
import { at, evidenceOf, failure, made } from '../../test/hand-made.ts'
import type { Event, Moment } from '../model/index.ts'
import { stallNotices } from './stalls.ts'

const silent = (second: number, path = 'nas1') => made('mount.failed', { path, fileSystem: 'nfs' }, { system: 'host', when: at(second) })
const again = (second: number, value = 'nas1') => made('setting.seen', { name: 'file server answers again', value }, { system: 'host', when: at(second) })
const night: readonly { readonly start: Moment; readonly end: Moment }[] = [{ start: at(0), end: at(900) }]
const still = ': whatever used it stood still meanwhile, and no run failed of it.'

const worlds: readonly (readonly [world: string, events: readonly Event[], runs: typeof night, notices: readonly string[]])[] = [
  ['it came back', [silent(100), again(430)], night, [`The file server nas1 did not answer for 330 s${still}`]],
  [
    'it came back twice',
    [silent(100), again(130), silent(500), again(590)],
    night,
    [`The file server nas1 did not answer 2 times, for 90 s at the longest${still}`],
  ],
  ['no line says that it came back', [silent(100)], night, [`The file server nas1 did not answer, and no line says when it did again${still}`]],
  [
    'two servers',
    [silent(100), silent(110, 'nas2'), again(160), again(230, 'nas2')],
    night,
    [`The file server nas1 did not answer for 60 s${still}`, `The file server nas2 did not answer for 120 s${still}`],
  ],
  ['after the run', [silent(1_000), again(1_100)], night, []],
  ['before the run', [silent(-500), again(-400)], night, []],
  ['no run is told of', [silent(100), again(430)], [], []],
  ['it is the failure itself', [failure('mount.failed', { path: 'nas1', fileSystem: 'nfs' }, { when: at(100) })], night, []],
  ['somebody tells of it', [made('mount.failed', { path: 'nas1', fileSystem: 'nfs' }, { when: at(100), reported: true })], night, []],
]

for (const [world, events, runs, notices] of worlds) {
  test(`a file server fell silent for a while: ${world}`, () => {
    const told = stallNotices(events, [], runs, evidenceOf().timeline)
    assert.deepEqual(
      told.map(({ text }) => text),
      notices,
    )
  })
}
