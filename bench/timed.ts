import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** One run of a command. */
export interface Run {
  readonly seconds: number
  readonly cpuSeconds: number
  readonly peakMb: number
}

/** A command of a comparison, as a shell line. */
export interface Contender {
  readonly name: string
  readonly command: string
  /** It takes part in that many rounds only; in all unless said. */
  readonly rounds?: number
}

/** Runs a shell line and measures its whole process tree with GNU time. A status of 1 means that something was found, 2 that nothing was recognised. */
export function timed(command: string, folder: string): Run {
  const result = join(folder, 'time.txt')
  const { status, stderr } = spawnSync('/usr/bin/time', ['--quiet', '-o', result, '-f', '%e %U %S %M', 'sh', '-c', command], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  if (status === null || status > 2) throw new Error(`${command}: status ${status}\n${stderr}`)
  const [seconds = 0, user = 0, system = 0, kilobytes = 0] = readFileSync(result, 'utf8').trim().split(' ').map(Number)
  return { seconds, cpuSeconds: user + system, peakMb: kilobytes / 1024 }
}

/** Every contender once per round, in turn, so that what else the machine does meets all alike; the median of each. */
export function compared(contenders: readonly Contender[], rounds: number, folder: string): readonly (Contender & { readonly median: Run })[] {
  const runs = new Map(contenders.map((contender): [Contender, Run[]] => [contender, []]))
  for (let round = 0; round < rounds; round += 1) {
    for (const [contender, own] of runs) if (round < (contender.rounds ?? rounds)) own.push(timed(contender.command, folder))
  }
  return [...runs].map(([contender, own]) => ({
    ...contender,
    median: { seconds: median(own, 'seconds'), cpuSeconds: median(own, 'cpuSeconds'), peakMb: median(own, 'peakMb') },
  }))
}

function median(runs: readonly Run[], what: keyof Run): number {
  return runs.map((run) => run[what]).toSorted((a, b) => a - b)[Math.floor((runs.length - 1) / 2)] ?? 0
}
