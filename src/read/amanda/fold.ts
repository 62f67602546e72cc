import type { LogLine } from '../reader.ts'

/** What the first line of a record looks like: a line that begins so does not continue another. */
const recordStart =
  /^(?:>\s?)*(?:(?:driver|planner|dumper|chunker|taper|amdump|sendbackup|amandad|sendsize|amflush)(?:\[\d+\])?: |(?:FAIL|SUCCESS|INFO|PARTIAL|STRANGE|STATS|FINISH|DISK|ERROR|WARNING|FATAL|DONE|PART|START|RETRY) [a-z]+ |[A-Z][a-z]{2} [A-Z][a-z]{2} +\d|\s*\/-- |\s*$)/

/**
 * Whether a record whose message is `text` breaks off and goes on in the next line: `open` while it waits for it,
 * `lost` when what was joined on belongs elsewhere, `closed` when it is whole.
 */
export function foldState(line: LogLine, text: string, whole: boolean): 'open' | 'lost' | 'closed' {
  const complete = text.trim() !== '' && opened(text) === 0
  const joined = line.lastLine > line.line
  if (joined && recordStart.test(line.raw.slice(line.raw.lastIndexOf('\n') + 1))) return 'lost'
  if (complete || whole) return 'closed'
  return joined ? 'lost' : 'open'
}

/** Brackets still open at the end, when the message is a bracketed one. */
function opened(text: string): number {
  const message = text.trim().replace(/^"/, '')
  if (!message.startsWith('[')) return 0
  let depth = 0
  for (const char of message) depth += char === '[' ? 1 : char === ']' ? -1 : 0
  return Math.max(depth, 0)
}
