// Prints how the reading of logs compares with searching them. Usage: node bench/logs.ts [--bytes=1e9] [--files=26000] [--long=1e10] [--rounds=5]
import type { Report } from '../src/model/index.ts'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statfsSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { netbackupLog, type Planted } from './netbackup-log.ts'
import { type SmallKind, smallLogs } from './small-logs.ts'
import { compared, type Contender, timed } from './timed.ts'

const { values } = parseArgs({
  options: {
    bytes: { type: 'string', default: '1e9' },
    files: { type: 'string', default: '26000' },
    long: { type: 'string', default: '1e10' },
    rounds: { type: 'string', default: '5' },
  },
})
const rounds = Number(values.rounds)
const root = join(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'holdfast-bench-'))
const explain = `'${process.execPath}' '${join(root, 'bin/holdfast.js')}' explain`

try {
  const { bavail, bsize } = statfsSync(folder)
  if (bavail * bsize < Number(values.bytes) * 2.5 + Number(values.files) * 8_192) throw new Error(`${folder} lacks room for the logs`)
  for (const failuresPerMille of [0, 20]) longLog(failuresPerMille)
  for (const kind of ['rsync', 'NetBackup', 'system'] as const) manyLogs(kind)
  veryLongLog()
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** (a) One long debug log with three planted failures, against a search for twenty strings. */
function longLog(failuresPerMille: number): void {
  const file = join(folder, 'bpbrm.log')
  const planted: Planted[] = []
  const out = openSync(file, 'w')
  for (const piece of netbackupLog({ bytes: Number(values.bytes), failuresPerMille, plantedAt: [0.01, 0.5, 0.98] }, planted)) writeSync(out, piece)
  closeSync(out)
  const answer = join(folder, 'answer.json')
  const contenders = [
    { name: 'holdfast explain', command: `${explain} -o json '${file}' > '${answer}'` },
    { name: 'rg -c -F -f (20 strings)', command: `rg -c -F -f '${join(import.meta.dirname, 'patterns.txt')}' '${file}'` },
    { name: 'grep -c -F -f (20 strings)', command: `LC_ALL=C grep -c -F -f '${join(import.meta.dirname, 'patterns.txt')}' '${file}'` },
  ]
  table(`${size(Number(values.bytes))} NetBackup debug log, ${failuresPerMille} of 1,000 lines tell of other failures`, contenders)
  const found = planted.filter((chain) => isTold(chain, readFileSync(answer, 'utf8'))).length
  console.log(`\nPlanted failures told: ${found} of ${planted.length}.\n`)
  rmSync(file)
}

/** The headline names the root, and the quotes hold the waiting, the refusal and the end of this very failure. */
function isTold({ processes }: Planted, report: string): boolean {
  const { incidents } = JSON.parse(report) as Pick<Report, 'incidents'>
  return incidents.some((incident) => {
    const text = JSON.stringify(incident)
    return incident.verdict === 'explained' && /PBX 1556/.test(incident.headline) && processes.filter((process) => text.includes(`[${process}]`)).length >= 3
  })
}

/** (b) Very many small logs, against a recursive search for one string. */
function manyLogs(kind: SmallKind): void {
  const logs = join(folder, 'logs')
  const failed = smallLogs(logs, Number(values.files), kind)
  table(`${Number(values.files).toLocaleString('en')} ${kind} logs of 1.3 kB, ${failed} of failed runs`, [
    { name: 'holdfast explain', command: `${explain} -o json '${logs}' > /dev/null` },
    { name: 'grep -r (1 string)', command: `grep -rF 'connection unexpectedly closed' '${logs}' > /dev/null` },
    { name: 'rg (1 string)', command: `rg -F 'connection unexpectedly closed' '${logs}' > /dev/null` },
  ])
  rmSync(logs, { recursive: true })
}

/** (c) Memory for a log that never touches the disk. */
function veryLongLog(): void {
  const generate = `'${process.execPath}' '${join(import.meta.dirname, 'generate-netbackup-log.ts')}' - ${Number(values.long)} 20 2> /dev/null`
  const { seconds, peakMb } = timed(`${generate} | ${explain} - > /dev/null`, folder)
  console.log(
    `### ${size(Number(values.long))} NetBackup debug log through a pipe\n\nPeak memory ${peakMb.toFixed(0)} MB (generator included), ${seconds.toFixed(0)} s, most of them the generator's.\n`,
  )
}

function table(title: string, contenders: readonly Contender[]): void {
  const results = compared(contenders, rounds, folder)
  const [own] = results
  console.log(`### ${title}\n\n| command | wall s | CPU s | peak MB | its time / holdfast's |\n|---|---|---|---|---|`)
  for (const { name, median } of results) {
    const ratio = own === undefined ? 0 : median.seconds / own.median.seconds
    console.log(`| ${name} | ${median.seconds.toFixed(2)} | ${median.cpuSeconds.toFixed(2)} | ${median.peakMb.toFixed(0)} | ${ratio.toFixed(2)} |`)
  }
}

function size(bytes: number): string {
  return bytes >= 1e9 ? `${bytes / 1e9} GB` : `${bytes / 1e6} MB`
}
