import type { Event, EventBase } from '../../model/index.ts'
import { isBackupProgram } from './backup-programs.ts'

const summary = /^oom-kill:constraint=\S*?,?.{0,400}?task=([^,]{1,40}),pid=(\d+)/
const killed = /(?:Out of memory|Memory cgroup out of memory)[^:]{0,40}: Kill(?:ed)? process (\d+)(?:,)? \(?([^\s),]{1,40})/
const cgroup = /^Killed process (\d+) \(([^)]{1,40})\)/
/** FreeBSD: `pid 123 (rsync), jid 0, uid 0, was killed: out of swap space`. */
const swap = /^pid (\d+) \(([^)]{1,40})\),.{0,60}was killed: (?:out of swap|failed to reclaim|a thread waited too long)/

/** Linux prints two lines for one kill; the second only repeats the first. */
export class OomKills {
  readonly #told = new Set<string>()
  readonly #lastLine = new Map<string, number>()

  read(text: string, line: number, base: () => EventBase): readonly Event[] | undefined {
    if (!text.includes('oom-kill:') && !text.includes('ill') && !text.includes('was killed')) return undefined
    const found = summary.exec(text)
    const match = found === null ? (killed.exec(text) ?? cgroup.exec(text) ?? swap.exec(text)) : null
    const victim = found?.[1] ?? match?.[2]
    const pid = found?.[2] ?? match?.[1]
    if (victim === undefined || pid === undefined) return undefined
    const echo = this.#told.has(pid) && this.#lastLine.get(pid) !== line
    if (!this.#told.has(pid)) this.#lastLine.set(pid, line)
    this.#told.add(pid)
    const symptom = isBackupProgram(victim) ? { symptom: echo ? ('echo' as const) : ('specific' as const) } : {}
    return [{ ...base(), pid, kind: 'program.killed', by: 'oom-killer', signal: 'SIGKILL', victim, ...symptom }]
  }
}
