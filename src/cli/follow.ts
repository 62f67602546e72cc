import { setTimeout as pause } from 'node:timers/promises'
import { HoldfastError, type Incident, type Report } from '../model/index.ts'
import { conclusionLine, jsonLine } from '../render/jsonl.ts'
import { printable } from '../render/printable.ts'
import type { ExplainFlags } from './explain-command.ts'
import { stateOf } from './growth.ts'
import { exitStatus, rendered } from './rendered.ts'
import { reportOn } from './report.ts'

/** How often sizes are looked at, and how long a file must rest before it is read: a program writes several lines about one failure. */
const pollMs = 250
const restMs = 1_000
/** A log that never rests is read all the same, after this long or ten times what reading took, so that following takes a tenth of one core at most. */
const longestRestMs = 5_000

export interface Following {
  /** Where what is new is written. */
  readonly print: (text: string) => void
  /** What is not the answer: progress and trouble. */
  readonly tell: (text: string) => void
  readonly now: () => Date
}

/** Follows until Ctrl-C or until nobody reads the output; the exit status is that of the last state. */
export async function followOnTerminal(paths: readonly string[], flags: ExplainFlags): Promise<number> {
  const stop = new AbortController()
  const end = (): void => stop.abort()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, end)
  process.stdout.once('error', end)
  try {
    return await follow(
      paths,
      flags,
      {
        print: (text) => void process.stdout.write(text),
        tell: (text) => void process.stderr.write(text),
        now: () => new Date(),
      },
      stop.signal,
    )
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.removeListener(signal, end)
  }
}

/** Reads everything again whenever a file grew and rests, and prints the incidents that are new or changed. */
export async function follow(paths: readonly string[], flags: ExplainFlags, to: Following, signal: AbortSignal): Promise<number> {
  let seen = stateOf(paths)
  let report = await reportOn(paths, flags)
  let told = await tellNews(new Map(), report, flags, to)
  to.tell(`Following ${paths.join(', ')}; ${report.incidents.length === 0 ? `${report.conclusion} so far; ` : ''}Ctrl-C ends it.\n`)
  let costMs = 0
  while (await changed(paths, seen, costMs, signal)) {
    const started = performance.now()
    seen = stateOf(paths)
    const next = await readAgain(paths, flags, to)
    costMs = performance.now() - started
    if (next === undefined) continue
    report = next
    told = await tellNews(told, report, flags, to)
  }
  if (flags.output === 'jsonl') to.print(conclusionLine(report))
  return exitStatus(report)
}

/** Waits until something differs from what was read and rests, or has waited long enough; false when it is to end. */
async function changed(paths: readonly string[], read: string, costMs: number, signal: AbortSignal): Promise<boolean> {
  const longestMs = Math.max(longestRestMs, 10 * costMs)
  let before = read
  let restedMs = 0
  let waitedMs = 0
  let everyMs = pollMs
  while (!signal.aborted) {
    await pause(everyMs, undefined, { signal }).catch(() => undefined)
    if (signal.aborted) return false
    const started = performance.now()
    const state = stateOf(paths)
    restedMs = state === before ? restedMs + everyMs : 0
    before = state
    if (state !== read || waitedMs > 0) waitedMs += everyMs
    everyMs = Math.max(pollMs, 10 * (performance.now() - started))
    if (waitedMs === 0) continue
    if (restedMs >= Math.max(restMs, costMs) || waitedMs >= longestMs) return true
  }
  return false
}

/** A log that is being rotated is gone for a moment: what was known stays until it is back. */
async function readAgain(paths: readonly string[], flags: ExplainFlags, to: Following): Promise<Report | undefined> {
  try {
    return await reportOn(paths, flags)
  } catch (error) {
    if (!(error instanceof HoldfastError)) throw error
    to.tell(`${error.message}; waiting for it\n`)
    return undefined
  }
}

/** Prints what differs from `told` and gives what is told now: one short text per incident, by fingerprint. */
async function tellNews(told: ReadonlyMap<string, string>, report: Report, flags: ExplainFlags, to: Following): Promise<ReadonlyMap<string, string>> {
  const state = new Map(report.incidents.map((incident) => [incident.fingerprint, stateLine(incident)]))
  for (const incident of report.incidents) {
    const before = told.get(incident.fingerprint)
    const line = stateLine(incident)
    if (before === line) continue
    if (flags.output === 'jsonl') to.print(jsonLine('incident', incident))
    else to.print(await newsText(incident, before === undefined, report, flags, to.now()))
  }
  return state
}

async function newsText(incident: Incident, isNew: boolean, report: Report, flags: ExplainFlags, now: Date): Promise<string> {
  const line = `${now.toISOString().slice(0, 19)}Z ${isNew ? 'new' : 'changed'}: ${stateLine(incident)}\n`
  if (!isNew || flags.quiet === true) return line
  return `${line}\n${await rendered({ ...report, incidents: [incident], notices: [], clocks: [], paths: [], sources: report.sources.map((source) => ({ ...source, notes: [] })) }, flags)}\n`
}

function stateLine({ headline, count, verdict }: Incident): string {
  return `${printable(headline)} (${verdict.replaceAll('-', ' ')}${count > 1 ? `, seen ${count} times` : ''})`
}
