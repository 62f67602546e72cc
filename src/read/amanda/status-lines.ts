import type { Event } from '../../model/index.ts'
import type { LogLine } from '../reader.ts'
import { unquoted } from './arguments.ts'
import type { Book } from './book.ts'
import { jobOf } from './job.ts'

/** `web1:/home 20261121053000 0 14050k dump failed: [reason] (07:49:53)`, the stamp since 3.4, and quotes where a name needs them. */
const entry = /^([\w.-]{1,255}):("(?:[^"\\]|\\.){0,300}"|\/?\S{0,300}) +(?:(\d{14}) +)?(\d) +(?:\d{1,15}[kmgt]? +)?(\S.*)$/
const failedState =
  /^(?:(?:dump|backup|estimate|flush|vault) failed:?|failed to (?:flush|tape|vault|dump to tape):?) *(?:(?:dumper|planner|driver|chunker|taper): )?(\S.*?)?(?:, (?:written|flushed|dumped))?(?: *\( ?\d{1,2}:\d\d:\d\d\))?$/
/** The driver gave the dump up: `driver: (aborted:"[request failed: …]")(too many dumper retry)`. */
const abortedState = /^(?:driver|dumper|planner|chunker|taper): \(aborted:(.{2,300}?)\)(?:\(|$)/
const sound =
  /^(?:finished|dump(?:ed|ing)?\b|wait(?:ing)? (?:for|to)|writing|writed|flush(?:ed|ing)?|vault(?:ed|ing)?|getting estimate|estimate done|partial estimate|no estimate|done|terminated)/

/** What a line of amstatus holds. */
export const statusSigns = [entry]

/** amstatus: how far each dump has come, one line each. Progress is nothing to tell. */
export function readStatusLine(book: Book, line: LogLine): readonly Event[] | undefined {
  const found = entry.exec(line.text)
  if (found === null) return undefined
  const [, host = '', disk = '', , level, state = ''] = found
  const reason = failedState.exec(state) ?? abortedState.exec(state)
  if (reason === null) return sound.test(state) ? [] : undefined
  return book.failure(line, reason[1] ?? state, { job: jobOf(host, unquoted(disk), level), side: 'server' })
}
