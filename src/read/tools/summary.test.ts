import assert from 'node:assert/strict'
import test from 'node:test'
import { readText } from '../generic/read-text.ts'
import { bacula } from './bacula.ts'
import { borg } from './borg.ts'
import { elapsedUs } from './elapsed.ts'
import { restic } from './restic.ts'

const durations: readonly (readonly [text: string, seconds: number | undefined])[] = [
  ['1 hour 2 mins 3 secs', 3_723],
  ['40 secs', 40],
  ['1 day 5 secs', 86_405],
  ['01:02:03', 3_723],
  ['0:12', 12],
  ['soon', undefined],
]

for (const [text, seconds] of durations) test(text, () => assert.equal(elapsedUs(text), seconds === undefined ? undefined : seconds * 1_000_000))

const worlds: readonly (readonly [world: string, text: string, job: string | undefined, bytes: number, seconds: number])[] = [
  [
    'Bacula',
    [
      '21-Nov 02:41 dir JobId 202: Bacula dir 13.0.3 (02May23):',
      '  JobId:                  202',
      '  Job:                    NightlySave.2026-11-21_02.00.00_05',
      '  Elapsed time:           40 mins 2 secs',
      '  FD Bytes Written:       41,000,000,123 (41.00 GB)',
      '  Termination:            Backup OK',
    ].join('\n'),
    'NightlySave',
    41_000_000_123,
    2_402,
  ],
  ['restic', 'processed 5307 files, 1.500 GiB in 0:12\nsnapshot 1a2b3c4d saved', undefined, 1_610_612_736, 12],
]

for (const [world, text, job, bytes, seconds] of worlds) {
  test(`${world}: what the run came to`, () => {
    const ended = readText([bacula, restic], text).events.find((event) => event.kind === 'run.ended')
    assert.ok(ended?.kind === 'run.ended')
    assert.deepEqual([ended.outcome, ended.job, ended.bytes, ended.durationUs], ['completed', job, bytes, seconds * 1_000_000])
  })
}

const written = 'Time (end):   Wed, 2026-11-18 01:07:44\nNumber of files: 812\n'

for (const [world, text, outcomes] of [
  ['the statistics of an archive and the status line after them are one end', `${written}terminating with success status, rc 0`, ['completed']],
  ['a status line may know of warnings', `${written}terminating with warning status, rc 1`, ['completed-with-warnings']],
  ['statistics alone are an end', written, ['completed']],
  ['two archives are two ends', `${written}${written}`, ['completed', 'completed']],
] as const) {
  test(`Borg: ${world}`, () => {
    const ends = readText([borg], text).events.flatMap((event) => (event.kind === 'run.ended' ? [event.outcome] : []))
    assert.deepEqual(ends, outcomes)
  })
}
