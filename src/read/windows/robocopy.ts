import type { Event, EventBase } from '../../model/index.ts'
import { eventBase } from '../generic/line-event.ts'
import { timedText } from '../generic/line-time.ts'
import type { LineReader, LineReading, LogLine, SourceContext } from '../reader.ts'

const errorLine = /^(?:\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d )?ERROR (\d{1,5}) \(0x[0-9A-Fa-f]{8}\) ([A-Z][\w ,-]{3,50}?) ([A-Z]:\\.{0,300}|\\\\.{1,300})$/

/** robocopy's error lines: the number of Windows, what it was doing, the path; the next line is the number in words. */
export const robocopy: LineReader = { id: 'robocopy', signs: [errorLine], open: (source) => new RobocopyReading(source) }

class RobocopyReading implements LineReading {
  readonly #source: SourceContext
  #next: number | undefined

  constructor(source: SourceContext) {
    this.#source = source
  }

  read(line: LogLine): readonly Event[] | undefined {
    const { text } = line
    const words = this.#next
    if (words !== undefined) this.#next = undefined
    if (words === line.line && /^[A-Z][^\\]{5,160}\.$/.test(text)) return []
    if (!text.includes('ERROR ') || text.length > 500) return undefined
    const match = errorLine.exec(text.trim())
    if (match === null) return undefined
    this.#next = line.lastLine + 1
    const { when } = timedText(line, this.#source)
    return [meaning(Number(match[1]), match[2] ?? '', match[3] ?? '', { ...eventBase(line, this.#source, 'other', when), program: 'robocopy' })]
  }
}

/** After winerror.h. robocopy goes on with the next file, unless the folder it starts from cannot be read. */
function meaning(code: number, doing: string, path: string, base: EventBase): Event {
  const target = /Dest|Creating|Deleting|Changing/.test(doing)
  const partial = !target && !/\bSource\b/.test(doing)
  const source = { ...base, kind: 'source.failed', path, symptom: 'specific', ...(partial ? { partial: true } : {}) } as const
  if (/\\HarddiskVolumeShadowCopy\d/.test(path)) return { ...source, reason: 'other' }
  if (code === 112 || code === 39 || code === 1295) return { ...base, kind: 'storage.full', quota: code === 1295, path, symptom: 'specific' }
  if ([53, 54, 59, 64, 67, 121, 1231, 1232].includes(code)) return { ...base, kind: 'mount.failed', path, symptom: 'specific' }
  if ([86, 1219, 1326, 1327, 1331, 1909, 2242].includes(code))
    return { ...base, kind: 'access.refused', reason: 'authentication', detail: path, symptom: 'specific' }
  if (target) return { ...base, kind: 'media.failed', medium: 'destination', detail: `${doing} ${path} failed with error ${code}`, symptom: 'specific' }
  return { ...source, reason: code === 5 || code === 1314 ? 'permission' : code === 2 || code === 3 ? 'vanished' : 'other' }
}
