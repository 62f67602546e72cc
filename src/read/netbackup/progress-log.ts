import { failuresIn } from './failures.ts'
import type { Told } from './status-bodies.ts'

/** Logs of restores and of the agents for databases: `INF - …`, `ERR - …`, perhaps with the time and the process before it. */
export const progressEntry = /^\s{0,4}(?:\d{1,2}:\d\d:\d\d (?:\([\d.]{1,20}\) )?)?(INF|WRN|ERR|FTL) - (\S.*)$/
/** What SQL Server answered an agent. */
const ofDatabase = /^DBMS MSG - |^\s{4}CONTINUATION: - /
/** An agent's own end: `INF - OPERATION #1 of batch full.bch FAILED with STATUS 1 (0 is normal)`. */
const operation = /^OPERATION #\d{1,4} of batch .{1,300} FAILED with STATUS \d{1,5}\b/

/** Words that tell these lines from those of any other program that marks its levels so. */
const own = /\bVxBSA\w|\bbp[a-z]{2,10}\b|\bdbclient\b|\bNetBackup\b|\b[Ss]erver status\b|^OPERATION #\d|^BACKUP STARTED USING/

export const progressSigns = [progressEntry, ofDatabase]

/** Reads a line of a progress log; undefined when it is none. `inside`: NetBackup wrote other lines of the text. */
export function progressLine(text: string, inside: boolean): readonly Told[] | undefined {
  if (text.length > 2_000) return undefined
  if (ofDatabase.test(text)) return inside || text.includes('VNBU') ? [] : undefined
  const [, level, words = ''] = progressEntry.exec(text) ?? []
  if (level === undefined || (!inside && !own.test(words))) return undefined
  const severe = level === 'ERR' || level === 'FTL'
  const told = failuresIn(`${level} - ${words}`, { severe })
  if (told.length > 0) return told
  if (!severe && !operation.test(words)) return []
  // The last of several such lines is the end of all; the first says most.
  return [{ body: { kind: 'run.ended', outcome: 'failed', text: words.slice(0, 200) }, weight: severe ? 'vague' : 'echo' }]
}
