import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Chance } from './netbackup-log.ts'

const perFolder = 100

/** Writes so many nightly logs of rsync jobs, of which one in five hundred failed; gives how many failed. */
export function smallLogs(folder: string, count: number): number {
  const chance = new Chance(7)
  let failures = 0
  for (let index = 0; index < count; index += 1) {
    const host = join(folder, `host${Math.floor(index / perFolder)}`)
    if (index % perFolder === 0) mkdirSync(host, { recursive: true })
    const fails = index % 500 === 250
    if (fails) failures += 1
    writeFileSync(join(host, `rsync-${dayOf(index % perFolder)}.log`), nightlyLog(index, fails, chance))
  }
  return failures
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
