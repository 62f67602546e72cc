import { createHash } from 'node:crypto'
import { reportOnOpened } from '../../src/cli/report.ts'
import type { Report } from '../../src/model/index.ts'
import type { OpenedSource } from '../../src/read/open/opened.ts'

/** One night's log as it would lie in a folder. */
export interface NightLog {
  readonly path: string
  readonly text: string
  /** `2026-11-14T03:00:00Z`, where the time of change matters. */
  readonly modified?: string
}

/** The report on such logs; `modified` is the same for all that name none, as after a copy. */
export function reportOnNights(logs: readonly NightLog[]): Promise<Report> {
  return reportOnOpened(opened(logs), {})
}

async function* opened(logs: readonly NightLog[]): AsyncGenerator<OpenedSource> {
  for (const { path, text, modified = '2026-12-01T12:00:00Z' } of logs) {
    const bytes = Buffer.from(text)
    yield {
      path,
      modifiedMs: Date.parse(modified),
      chunks: async function* () {
        yield bytes
      },
      stored: () => ({ sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length }),
      notes: [],
    }
  }
}

export const rsyncRan = { version: '3.2.7', bytes: 41_000_000_000, seconds: 2_400 }

/** A client's output of a run that went well, after what `rsync --version` says. */
export function rsyncGood({ version, bytes, seconds }: typeof rsyncRan = rsyncRan): string {
  const rate = (bytes / (seconds + 0.5)).toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })
  return [
    `rsync  version ${version}  protocol version 31`,
    'sending incremental file list',
    'srv/data/report.db',
    '',
    `sent ${(bytes - 100).toLocaleString('en-US')} bytes  received 100 bytes  ${rate} bytes/sec`,
    `total size is ${(bytes * 2).toLocaleString('en-US')}  speedup is 2.00`,
    '',
  ].join('\n')
}

/** The same broken off by a reset. */
export function rsyncReset(version = '3.2.7'): string {
  return [
    `rsync  version ${version}  protocol version 31`,
    'sending incremental file list',
    'srv/data/report.db',
    'rsync: [sender] write error: Connection reset by peer (104)',
    `rsync error: error in socket IO (code 10) at io.c(848) [sender=${version}]`,
    '',
  ].join('\n')
}

/** One run in a daemon's log: begun at `start` (`02:00:00`), and reset or done at `end`. */
export function daemonRun(day: string, start: string, end: string, how: 'reset' | 'done', pid = 4_000): string {
  const date = day.replaceAll('-', '/')
  const ending =
    how === 'done'
      ? [`${date} ${end} [${pid}] sent 1234 bytes  received 41000000000 bytes  total size 82000000000`]
      : [
          `${date} ${end} [${pid}] rsync: [receiver] read error: Connection reset by peer (104)`,
          `${date} ${end} [${pid}] rsync error: error in socket IO (code 10) at io.c(806) [receiver=3.2.7]`,
        ]
  return [
    `${date} ${start} [${pid}] connect from web1 (192.0.2.10)`,
    `${date} ${start} [${pid}] rsync to backup/ from web1 (192.0.2.10)`,
    `${date} ${start} [${pid}] receiving file list`,
    ...ending,
    '',
  ].join('\n')
}

/** Amanda's log of one night with one dump; `kb` is what was stored, whole or until the reset. */
export function amandaLog(stamp: string, level: number, kb: number, how: 'reset' | 'done', seconds = 301): string {
  const dump = `web1 /srv/data ${stamp} ${level}`
  const result =
    how === 'done'
      ? [
          `SUCCESS dumper ${dump} d18954e4:1249280 d18954e4:1249280 [sec 200.081 kb ${kb} kps 1128.2 orig-kb ${kb}]`,
          `SUCCESS chunker ${dump} d18954e4:1249280 [sec 201.144701 kb ${kb} kps 1065.780496]`,
        ]
      : [`PARTIAL chunker ${dump} [sec ${seconds}.144701 kb ${kb} kps 1065.780496]`, `FAIL dumper ${dump} [mesg read: Connection reset by peer]`]
  return [
    'INFO amdump amdump pid 13714',
    `START planner date ${stamp}`,
    'DISK planner web1 /srv/data',
    `START driver date ${stamp}`,
    'STATS driver hostname vault',
    `FINISH planner date ${stamp} time 2.107`,
    ...result,
    `FINISH driver date ${stamp} time 4.617`,
    '',
  ].join('\n')
}

/** `2026-11-01` and so on. */
export function days(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `2026-11-${String(index + 1).padStart(2, '0')}`)
}
