import { usPerDay, usPerMinute } from '../../model/index.ts'
import type { ThreadFacts } from './threads.ts'
import { Union } from './union.ts'

/** Threads of one job. */
export interface Family {
  /** The same from every log that shows the job's rendezvous socket, its backup id or one of its connections. */
  readonly run: string
  readonly job?: string
}

/** Daemons that serve many jobs in one process. */
const daemons = /^(?:vnetd|nbjm|nbpem|nbrb|nbemm|bprd|bpdbm|bpjobd|pbx|pbx_exchange|bpinetd|nbrmms|nbproxy)$/
/** Programs of which one job has one. */
const jobPrograms = /^(?:bpbrm|bptm|bpdm|bpbkar|bpbkar32|tar|tar32|nbtar)$/

/** Threads that show no tie are of one job when no longer apart than this; retries of a failed job come later. */
const sameJobUs = 10 * usPerMinute

/** Sorts the threads of a source into jobs. `source` names runs that show nothing to be known by. */
export function familiesOf(threads: readonly ThreadFacts[], source: string): (thread: ThreadFacts) => Family {
  const union = new Union()
  joinByPid(threads, union)
  joinByToken(threads, union)
  joinTheUntied(threads, union)
  const groups = grouped(threads, union)
  const named = new Map<string, Family>()
  const taken = new Set<string>()
  for (const [root, members] of groups) {
    const family = familyOf(members, source)
    const run = taken.has(family.run) ? `${family.run} (${members[0]?.name ?? ''})` : family.run
    taken.add(run)
    named.set(root, { ...family, run })
  }
  return (thread) => named.get(union.find(thread.name)) ?? { run: `netbackup ${source}` }
}

function joinByPid(threads: readonly ThreadFacts[], union: Union): void {
  const byPid = new Map<string, ThreadFacts>()
  for (const thread of threads) {
    const twin = byPid.get(thread.pid)
    // A process that ended before this one began only shares its number.
    const same = twin !== undefined && twin.endedUs === undefined && ![...thread.programs, ...twin.programs].some((program) => daemons.test(program))
    if (same) union.join(twin.name, thread.name)
    byPid.set(thread.pid, thread)
  }
}

function joinByToken(threads: readonly ThreadFacts[], union: Union): void {
  const holders = new Map<string, string>(threads.map(({ name }) => [`thread ${name}`, name]))
  const backups = new Map<string, string>()
  for (const thread of threads) {
    const backup = [...thread.tokens].find((token) => token.startsWith('backup '))
    if (backup !== undefined) backups.set(thread.name, backup)
  }
  const conflict = (one: string, other: string): boolean => {
    const [a, b] = [backups.get(one), backups.get(other)]
    return a !== undefined && b !== undefined && a !== b
  }
  for (const thread of threads) {
    for (const token of thread.tokens) {
      const holder = holders.get(token)
      if (holder === undefined) holders.set(token, thread.name)
      // A port number comes round again; backup ids tell that it is another job's.
      else if (!conflict(holder, thread.name)) union.join(holder, thread.name)
    }
  }
}

/** Excerpts of one failure often lack the lines that tie them: with one process of each program and no great gap they are one job. */
function joinTheUntied(threads: readonly ThreadFacts[], union: Union): void {
  const groups = [...grouped(threads, union).values()].toSorted((a, b) => startOf(a) - startOf(b))
  const jobs = groups.filter((members) => programsOf(members).some((program) => jobPrograms.test(program)))
  const programs = jobs.flatMap((members) => [...new Set(programsOf(members).map(plainName))].filter((program) => jobPrograms.test(program)))
  if (new Set(programs).size < programs.length) return
  // Rows of a report name their jobs.
  if (new Set(groups.flatMap((members) => tokensOf(members, 'backup job '))).size > 1) return
  if (new Set(jobs.flatMap((members) => tokensOf(members, 'backup '))).size > 1) return
  let last: readonly ThreadFacts[] | undefined
  for (const members of groups) {
    const [first] = members
    const [one] = last ?? []
    if (first !== undefined && one !== undefined && last !== undefined && startOf(members) - endOf(last) <= sameJobUs) union.join(one.name, first.name)
    last = last === undefined || endOf(members) > endOf(last) ? members : last
  }
}

function familyOf(members: readonly ThreadFacts[], source: string): Family {
  const [ipc] = tokensOf(members, 'ipc ').toSorted((a, b) => Number(a) - Number(b))
  const [backup] = tokensOf(members, 'backup ')
  const [tuple] = tokensOf(members, 'tuple ').toSorted()
  const job = backup === undefined ? {} : { job: backup }
  if (ipc !== undefined) return { run: `netbackup ipc ${ipc}`, ...job }
  return { run: `netbackup ${backup ?? tuple ?? `${source} ${members[0]?.name ?? ''}`}`, ...job }
}

function grouped(threads: readonly ThreadFacts[], union: Union): ReadonlyMap<string, readonly ThreadFacts[]> {
  const groups = new Map<string, ThreadFacts[]>()
  for (const thread of threads) {
    const root = union.find(thread.name)
    const members = groups.get(root) ?? []
    groups.set(root, members)
    members.push(thread)
  }
  return groups
}

function programsOf(members: readonly ThreadFacts[]): readonly string[] {
  return members.flatMap(({ programs }) => [...programs])
}

/** `bpbkar32` is `bpbkar` on Windows. */
function plainName(program: string): string {
  return program.replace(/32$/, '')
}

function tokensOf(members: readonly ThreadFacts[], prefix: string): readonly string[] {
  return [...new Set(members.flatMap(({ tokens }) => [...tokens].filter((token) => token.startsWith(prefix)).map((token) => token.slice(prefix.length))))]
}

function startOf(members: readonly ThreadFacts[]): number {
  return members.reduce((least, { firstUs }) => Math.min(least, firstUs), Infinity)
}

/** A thread that ends at an earlier time of day than it began has seen midnight. */
function endOf(members: readonly ThreadFacts[]): number {
  return members.reduce((most, { firstUs, lastUs }) => Math.max(most, lastUs < firstUs ? lastUs + usPerDay : lastUs), -Infinity)
}
