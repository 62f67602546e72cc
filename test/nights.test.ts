import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import type { Report } from '../src/model/index.ts'
import { historyText } from '../src/render/history.ts'
import { terminalText } from '../src/render/terminal.ts'
import { amandaLog, daemonRun, days, type NightLog, reportOnNights, rsyncGood, rsyncRan, rsyncReset } from './support/nights.ts'

const month = days(30)
const stampOf = (day: string): string => `${day.replaceAll('-', '')}010000`

function nightly(count: number, failedOn: (night: number) => boolean, name = 'rsync'): readonly NightLog[] {
  return days(count).map((day, index) => ({ path: `logs/${name}-${day}.log`, text: failedOn(index + 1) ? rsyncReset() : rsyncGood() }))
}

function daemonNights(nights: readonly (readonly [start: string, end: string, how: 'reset' | 'done'])[]): readonly NightLog[] {
  return [{ path: 'rsyncd.log', text: nights.map(([start, end, how], index) => daemonRun(month[index] ?? '', start, end, how, 4_000 + index)).join('') }]
}

/** Each line a minute after the one before. */
function stamped(text: string, day: string, hours = 0): string {
  return text
    .split('\n')
    .map((line, minute) => (line === '' ? '' : `${day} 02:0${minute}:0${hours} ${line}`))
    .join('\n')
}

const worlds: readonly { readonly world: string; readonly logs: readonly NightLog[]; readonly told: readonly string[] }[] = [
  { world: 'one night alone has no history', logs: nightly(1, () => true), told: ['1: nothing'] },
  { world: 'healthy nights', logs: nightly(5, () => false), told: [] },
  {
    world: 'thirty nights without a line time fail alike',
    logs: nightly(30, () => true),
    told: ['30: It failed in all 30 runs seen; the evidence holds no good run of the same job. The dates are assumed from the file names.'],
  },
  {
    world: 'it fails since the fourteenth, when rsync was upgraded',
    logs: days(20).map((day, index) => ({ path: `logs/rsync-${day}.log`, text: index < 13 ? rsyncGood() : rsyncReset('3.4.1') })),
    told: [
      '7: Failing since 2026-11-14, in all 7 runs since; the last good run was 2026-11-13. Since then: rsync 3.2.7 → 3.4.1. The dates are assumed from the file names.',
    ],
  },
  {
    world: 'only the last night failed',
    logs: nightly(7, (night) => night === 7),
    told: ['1: It failed in the last of 7 runs, 2026-11-07; the last good run was 2026-11-06. The dates are assumed from the file names.'],
  },
  {
    world: 'one night failed, and the next ones were good again',
    logs: nightly(7, (night) => night === 3),
    told: ['1: It failed in 1 of 7 runs; the last good run was 2026-11-07. The dates are assumed from the file names.'],
  },
  {
    world: 'now and then',
    logs: nightly(10, (night) => night === 3 || night === 8),
    told: ['2: It failed in 2 of 10 runs (2026-11-03, 2026-11-08); the last good run was 2026-11-10. The dates are assumed from the file names.'],
  },
  {
    world: 'two jobs in one folder, of which one is healthy',
    logs: [...nightly(6, (night) => night > 4, 'web1'), ...nightly(6, () => false, 'db1')],
    told: ['2: Failing since 2026-11-05, in all 2 runs since; the last good run was 2026-11-04. The dates are assumed from the file names.'],
  },
  {
    world: 'a folder for each night',
    logs: days(4).map((day, index) => ({ path: `nights/${day}/rsync.log`, text: index < 2 ? rsyncGood() : rsyncReset() })),
    told: ['2: Failing since 2026-11-03, in all 2 runs since; the last good run was 2026-11-02. The dates are assumed from the folder names.'],
  },
  {
    world: 'rotated logs, dated only by when they changed',
    logs: [5, 4, 3, 2, 1].map((age) => ({
      path: `logs/rsync.log.${age}`,
      text: age > 2 ? rsyncGood({ ...rsyncRan, bytes: rsyncRan.bytes + age }) : rsyncReset(`3.2.${age}`),
      modified: `2026-11-${String(20 - age).padStart(2, '0')}T03:00:00Z`,
    })),
    told: [
      '2: Failing since 2026-11-18, in all 2 runs since; the last good run was 2026-11-17. Since then: rsync 3.2.7 → 3.2.2. The dates are assumed from the times the files last changed.',
    ],
  },
  {
    world: "lines that a script stamped: times of the lines' own",
    logs: days(4).map((day, index) => ({
      path: `logs/backup-${index + 1}.txt`,
      text: stamped(index < 2 ? rsyncGood() : rsyncReset(), day, index),
    })),
    told: ['2: Failing since 2026-11-03 02:01, in all 2 runs since; the last good run was 2026-11-02 02:01. It fails each time about 120 s after the start.'],
  },
  {
    world: 'client outputs without times beside the log of the daemon',
    logs: [
      ...nightly(8, (night) => night === 4 || night === 6).map((log) => ({ ...log, path: `client/${log.path}` })),
      {
        path: 'server/rsyncd.log',
        text: days(8)
          .map((day, index) =>
            daemonRun(day, '02:00:00', index === 3 || index === 5 ? '02:05:00' : '02:40:00', index === 3 || index === 5 ? 'reset' : 'done', 4_000 + index),
          )
          .join(''),
      },
    ],
    told: ['2: It failed in 2 of 8 runs (2026-11-04, 2026-11-06); the last good run was 2026-11-08 02:00. It fails each time about 300 s after the start.'],
  },
  {
    world: 'Amanda: since the dumps are full and large',
    logs: month.slice(0, 8).map((day, index) => ({
      path: `amanda/log.${stampOf(day)}.0`,
      text:
        index < 5
          ? amandaLog(stampOf(day), 1, 40_000_000 + index * 100_000, 'done')
          : amandaLog(stampOf(day), 0, 54_000_000 + index, 'reset', 300 + index * 100),
    })),
    told: [
      '3: Failing since 2026-11-06, in all 3 runs since; the last good run was 2026-11-05. Since then: level 1 → 0; good runs take 200 s, this fails after 15 min. It fails when much is moved: every run of 55 GB and more failed, every run up to 41 GB went well. The dates are assumed from the file names.',
    ],
  },
  {
    world: 'restic, which names no runs',
    logs: days(4).map((day, index) => ({
      path: `restic/${day}.log`,
      text:
        index < 3
          ? `start backup on [/srv/data]\nprocessed 5307 files, 1.50${index} GiB in 0:12\nsnapshot 1a2b3c4${index} saved\n`
          : 'start backup on [/srv/data]\nFatal: unable to save snapshot: write tcp 192.0.2.5:4000->192.0.2.9:443: write: connection reset by peer\n',
    })),
    told: ['1: It failed in the last of 4 runs, 2026-11-04; the last good run was 2026-11-03. The dates are assumed from the file names.'],
  },
  {
    world: 'always after 300 s, five nights',
    logs: daemonNights(
      ['02:00:00', '02:10:00', '02:00:00', '02:00:00', '02:00:00'].map((start) => [
        start,
        start.replace(/^02:(\d\d).*/, (_, m) => `02:${String(Number(m) + 5).padStart(2, '0')}:00`),
        'reset',
      ]),
    ),
    told: ['5: It failed in all 5 runs seen; the evidence holds no good run of the same job. It fails each time about 300 s after the start.'],
  },
  {
    world: 'always at four in the morning, however long it has run',
    logs: daemonNights([
      ['02:00:00', '04:00:10', 'reset'],
      ['03:10:00', '04:00:05', 'reset'],
      ['05:00:00', '06:30:00', 'done'],
      ['01:00:00', '04:00:30', 'reset'],
      ['20:00:00', '22:30:00', 'done'],
    ]),
    told: [
      '3: It failed in 3 of 5 runs (2026-11-01, 2026-11-02, 2026-11-04); the last good run was 2026-11-05 20:00. It fails always at 04:00, whenever it was started.',
    ],
  },
]

for (const { world, logs, told } of worlds) {
  test(world, async () => {
    const report = await reportOnNights(logs)
    assert.deepEqual(
      report.incidents.map((incident) => `${incident.count}: ${historyText(incident, report.clocks) ?? 'nothing'}`),
      told,
    )
  })
}

test('ages that agree over the nights speak for an idle limit, ages that do not rule it out', async () => {
  const at = (report: Report): string | undefined => report.incidents[0]?.findings.find(({ cause }) => cause === 'idle-flow-dropped')?.outcome
  const start = '02:00:00'
  assert.equal(at(await reportOnNights(daemonNights(['02:05:00', '02:05:01', '02:05:00'].map((end) => [start, end, 'reset'])))), 'explains')
  assert.equal(at(await reportOnNights(daemonNights(['02:05:00', '02:25:01', '02:11:00'].map((end) => [start, end, 'reset'])))), 'ruled-out')
})

test('the page on nights that fail since an upgrade (UPDATE_GOLDEN=1 rewrites it)', async () => {
  const logs = days(20).map((day, index) => ({ path: `logs/rsync-${day}.log`, text: index < 13 ? rsyncGood() : rsyncReset('3.4.1') }))
  const page = terminalText(await reportOnNights(logs), { width: 80, colour: false, verbosity: 'normal' })
  const golden = join(import.meta.dirname, 'nights.txt')
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(golden, page)
  assert.equal(page, readFileSync(golden, 'utf8'))
})
