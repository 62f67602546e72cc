import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Chance, netbackupLog } from './netbackup-log.ts'

const perFolder = 100

/** What each of very many small logs holds. */
export type SmallKind = 'rsync' | 'NetBackup' | 'system'

/** Writes so many nightly logs, a hundred of each host: of rsync jobs, of which one in five hundred failed, or of what went well; gives how many failed. */
export function smallLogs(folder: string, count: number, kind: SmallKind): number {
  const writers: Readonly<Record<SmallKind, () => (index: number) => string>> = { rsync: rsyncLogs, NetBackup: debugLogs, system: systemLogs }
  const textOf = writers[kind]()
  for (let index = 0; index < count; index += 1) {
    const host = join(folder, `host${Math.floor(index / perFolder)}`)
    if (index % perFolder === 0) mkdirSync(host, { recursive: true })
    writeFileSync(join(host, `${kind}-${dayOf(index % perFolder)}.log`), textOf(index))
  }
  return kind === 'rsync' ? Array.from({ length: count }, (_, index) => index).filter(hasFailed).length : 0
}

function hasFailed(index: number): boolean {
  return index % 500 === 250
}

function rsyncLogs(): (index: number) => string {
  const chance = new Chance(7)
  return (index) => nightlyLog(index, hasFailed(index), chance)
}

/** A dozen lines each of one long debug log. */
function debugLogs(): (index: number) => string {
  const pieces = netbackupLog({ bytes: 1e12 })
  let lines: readonly string[] = []
  let at = 0
  return () => {
    if (at + 12 >= lines.length) [lines, at] = [String(pieces.next().value ?? '').split('\n'), 0]
    at += 12
    return `${lines.slice(at - 12, at).join('\n')}\n`
  }
}

const daemons = [
  'systemd[1]: Started Session',
  'CRON[811]: (root) CMD job',
  'dhclient[502]: bound, renewal in',
  'smartd[690]: Device /dev/sda, attribute',
] as const

/** What a host logs that has nothing to do with backups. */
function systemLogs(): (index: number) => string {
  const chance = new Chance(11)
  return (index) => {
    const line = (at: number): string =>
      `Jan ${String((index % 28) + 1).padStart(2)} 02:${10 + at}:${10 + chance.below(50)} host${index % 260} ${daemons[chance.below(4)] ?? ''} ${chance.below(1e5)}`
    return `${Array.from({ length: 16 }, (_, at) => line(at)).join('\n')}\n`
  }
}

function dayOf(index: number): string {
  return new Date(Date.UTC(2026, 0, 1) + index * 86_400_000).toISOString().slice(0, 10)
}

function nightlyLog(index: number, fails: boolean, chance: Chance): string {
  const day = dayOf(index % perFolder).replaceAll('-', '/')
  const pid = 1000 + chance.below(30_000)
  let second = 7_200 + chance.below(600)
  const line = (text: string): string => {
    second += chance.below(20)
    return `${day} ${new Date(second * 1000).toISOString().slice(11, 19)} [${pid}] ${text}`
  }
  const files = Array.from({ length: 14 }, () => line(`>f+++++++++ srv/data/${chance.hex(6)}/${chance.hex(10)}.dat`))
  const end = fails
    ? [
        line(`rsync: connection unexpectedly closed (${chance.below(1e6)} bytes received so far) [sender]`),
        line('rsync error: error in rsync protocol data stream (code 12) at io.c(228) [sender=3.2.7]'),
      ]
    : [line(`sent ${chance.below(1e9)} bytes  received ${chance.below(1e5)} bytes  total size ${chance.below(2e9)}`)]
  return `${[line('building file list'), ...files, ...end].join('\n')}\n`
}
