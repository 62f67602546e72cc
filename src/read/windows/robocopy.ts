import type { Event, EventBase } from '../../model/index.ts'
import { eventBase } from '../generic/line-event.ts'
import { timedText } from '../generic/line-time.ts'
import type { LineReader, LineReading, LogLine, SourceContext } from '../reader.ts'

/** English, Spanish; German; French; Italian. */
const errorLine =
  /^(?:\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d )?(?:ERROR|FEHLER|ERREUR|ERRORE) (\d{1,5}) \(0x[0-9A-Fa-f]{8}\) (\p{Lu}[\p{L}\d ,'-]{3,50}?) ([A-Z]:\\.{0,300}|\\\\.{1,300})$/u
const banner = /^\s{1,8}ROBOCOPY {2,8}:: {2,8}\S/
/** Total, copied, skipped, mismatch, failed, extras; in whatever language. */
const fileCounts = /^\s{1,8}(?:Files|Dateien|Fichiers|Archivos|File) ?: +\d{1,12} +\d{1,12} +\d{1,12} +\d{1,12} +(\d{1,12}) +\d{1,12}$/
const otherCounts = /^\s{1,8}\S{3,14} ?: +(?:\d{1,12} +){5}\d{1,12}$|^\s{10,20}(?:Total|Insgesamt) +\p{L}+ +\p{L}+/u
/** A word that its error lines hold and nothing else of its kind. */
const mayBeRobocopy = /\((?:0x0000[\dA-Fa-f]{4})\) |ROBOCOPY {2}|^\s{1,8}\S{3,14} ?: +\d{1,12} +\d{1,12} +\d|^\s{10,20}(?:Total|Insgesamt) +\p{L}/u
/** Windows' sentence about the error stands on a line of its own; where lines were joined it follows the path. */
const joinedSentence = / (?:The|An?|Access|Logon|There|Not|Insufficient|Cannot|Multiple) [a-z][^\\]{5,160}\.$/
/** So many errors are kept until the end tells whether a retry repaired them. */
const mostErrors = 200

/** robocopy: its error lines, each with the number of Windows, what it was doing and the path, and the counts at its end. */
export const robocopy: LineReader = { id: 'robocopy', signs: [errorLine, banner, fileCounts], open: (source) => new RobocopyReading(source) }

class RobocopyReading implements LineReading {
  readonly #source: SourceContext
  #next: number | undefined
  #run = 1
  readonly #errors: Event[] = []

  constructor(source: SourceContext) {
    this.#source = source
  }

  read(line: LogLine): readonly Event[] | undefined {
    const { text } = line
    const words = this.#next
    if (words !== undefined) this.#next = undefined
    if (words === line.line && /^\p{Lu}[^\\]{5,160}\.$/u.test(text)) return []
    if (text.length > 500 || !mayBeRobocopy.test(text)) return undefined
    if (banner.test(text)) {
      this.#run += 1
      return this.#take()
    }
    const counts = fileCounts.exec(text)
    if (counts !== null) return this.#ended(Number(counts[1]), line)
    const match = errorLine.exec(line.lastLine > line.line ? text.trim().replace(joinedSentence, '') : text.trim())
    if (match === null) return otherCounts.test(text) ? [] : undefined
    this.#next = line.lastLine + 1
    if (this.#errors.length < mostErrors) this.#errors.push(meaning(Number(match[1]), match[2] ?? '', match[3] ?? '', this.#base(line)))
    return []
  }

  end(): readonly Event[] {
    return this.#take()
  }

  #base(line: LogLine): EventBase {
    const { when } = timedText(line, this.#source)
    return { ...eventBase(line, this.#source, 'other', when), program: 'robocopy', run: `robocopy ${this.#source.id} ${this.#run}` }
  }

  #take(): readonly Event[] {
    return this.#errors.splice(0)
  }

  /** What failed on the way and is not among the failed was copied by a retry. */
  #ended(failed: number, line: LogLine): readonly Event[] {
    const errors = this.#take()
    const base = this.#base(line)
    const text = line.text.trim()
    if (failed === 0 && !errors.some(isOfFolders)) return [{ ...base, kind: 'run.ended', outcome: 'completed', text }]
    return [...errors, { ...base, kind: 'run.ended', outcome: 'failed', text, symptom: 'echo' }]
  }
}

/** The counts of files do not hold what became of folders. */
function isOfFolders({ quote }: Event): boolean {
  return !/Copying File|Datei wird kopiert|Copie du fichier/.test(quote)
}

/** After winerror.h. robocopy goes on with the next file, unless the folder it starts from cannot be read. */
function meaning(code: number, doing: string, path: string, base: EventBase): Event {
  const target = /Dest|Ziel|Creating|Deleting|Changing/.test(doing)
  const partial = !target && !/\b(?:Source|Quell)/.test(doing)
  const source = { ...base, kind: 'source.failed', path, symptom: 'specific', ...(partial ? { partial: true } : {}) } as const
  if (/\\HarddiskVolumeShadowCopy\d/.test(path)) return { ...source, reason: 'other' }
  if (code === 112 || code === 39 || code === 1295) return { ...base, kind: 'storage.full', quota: code === 1295, path, symptom: 'specific' }
  if ([53, 54, 59, 64, 67, 121, 1231, 1232].includes(code)) return { ...base, kind: 'mount.failed', path, symptom: 'specific' }
  if ([86, 1219, 1326, 1327, 1331, 1909, 2242].includes(code))
    return { ...base, kind: 'access.refused', reason: 'authentication', detail: path, symptom: 'specific' }
  if (target) return { ...base, kind: 'media.failed', medium: 'destination', detail: `${doing} ${path} failed with error ${code}`, symptom: 'specific' }
  return { ...source, reason: code === 5 || code === 1314 ? 'permission' : code === 2 || code === 3 ? 'vanished' : 'other' }
}
