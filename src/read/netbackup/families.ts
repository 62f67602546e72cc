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
const daemons: ReadonlySet<string> = new Set('vnetd nbjm nbpem nbrb nbemm bprd bpdbm bpjobd pbx pbx_exchange bpinetd nbrmms nbproxy'.split(' '))
/** Programs of which one job has one. */
const jobPrograms: ReadonlySet<string> = new Set(['bpbrm', 'bptm', 'bpdm', 'bpbkar', 'bpbkar32', 'tar', 'tar32', 'nbtar'])

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
    const same = twin !== undefined && twin.endedUs === undefined && daemons.isDisjointFrom(thread.programs) && daemons.isDisjointFrom(twin.programs)
    if (same) union.join(twin.name, thread.name)
    byPid.set(thread.pid, thread)
  }
}

function joinByToken(threads: readonly ThreadFacts[], union: Union): void {
  const children = new Set(tokensOf(threads, 'thread '))
  const holders = new Map(threads.flatMap(({ name }) => (children.has(name) ? [[`thread ${name}`, name]] : [])))
  const backups = new Map<string, string>()
  for (const thread of threads) {
    const [backup] = tokensOf([thread], 'backup ')
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
  const groups = Array.from(grouped(threads, union), ([root, members]) => ({ root, members, startUs: startOf(members), endUs: endOf(members) }))
  if (groups.length < 2) return
  const jobs = groups.filter(({ members }) => members.some(({ programs }) => !jobPrograms.isDisjointFrom(programs)))
  const programs = jobs.flatMap(({ members }) => [...new Set(programsOf(members).map(plainName))].filter((program) => jobPrograms.has(program)))
  if (new Set(programs).size < programs.length) return
  // Rows of a report name their jobs.
  if (tokensOf(threads, 'backup job ').length > 1) return
  const ofJobs = jobs.flatMap(({ members }) => members)
  if (tokensOf(ofJobs, 'backup ').length > 1) return
  let last: (typeof groups)[number] | undefined
  for (const group of groups.toSorted((a, b) => a.startUs - b.startUs)) {
    if (last !== undefined && group.startUs - last.endUs <= sameJobUs) union.join(last.root, group.root)
    last = last === undefined || group.endUs > last.endUs ? group : last
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
  const found = new Set<string>()
  for (const { tokens } of members) for (const token of tokens) if (token.startsWith(prefix)) found.add(token.slice(prefix.length))
  return [...found]
}

function startOf(members: readonly ThreadFacts[]): number {
  return members.reduce((least, { firstUs }) => Math.min(least, firstUs), Infinity)
}

/** A thread that ends at an earlier time of day than it began has seen midnight. */
function endOf(members: readonly ThreadFacts[]): number {
  return members.reduce((most, { firstUs, lastUs }) => Math.max(most, lastUs < firstUs ? lastUs + usPerDay : lastUs), -Infinity)
}
