import { type Errno, errnoInText, errnoOfNumber } from '../../model/index.ts'

/** What kind of trouble on this host's own disks an error text tells. */
export type LocalTrouble = 'full' | 'quota' | 'read-only' | 'permission' | 'missing' | 'io-error' | 'stale-mount' | 'memory' | 'other'

/** An operating system's error as rsync prints it behind the last colon: `Connection reset by peer (104)`. */
export interface SystemError {
  readonly text: string
  readonly number?: number
  /** A network errno, by its words, else by its Linux number. */
  readonly errno?: Errno
  /** Anything that is not a network errno. */
  readonly local?: LocalTrouble
}

const shape = /^([^:"()[\]]{3,90}?)(?: \((\d{1,5})\))?$/

const localTexts: readonly (readonly [RegExp, LocalTrouble])[] = [
  [/^no space left on device|^not enough space/i, 'full'],
  [/^dis[ck] quota exceeded|^quota exceeded/i, 'quota'],
  [/^read-only file ?system/i, 'read-only'],
  [/^permission denied|^operation not permitted|^access denied/i, 'permission'],
  [/^no such file or directory|^not a directory/i, 'missing'],
  [/^(?:input\/output|i\/o) error|^structure needs cleaning|^bad message/i, 'io-error'],
  [/^stale (?:nfs )?file handle|^remote i\/o error|^transport endpoint is not connected|^socket is not connected|^host is down/i, 'stale-mount'],
  [/^cannot allocate memory|^out of memory|^not enough memory/i, 'memory'],
  [
    /^is a directory|^file exists|^directory not empty|^device or resource busy|^text file busy|^file name too long|^file too large|^too many|^invalid (?:argument|cross)|^operation not supported|^function not implemented|^resource temporarily|^bad file descriptor|^interrupted system call|^invalid or incomplete|^value too large|^no such device|^resource deadlock|^exec format error|^bad address|^success$/i,
    'other',
  ],
]

/** Linux and FreeBSD numbers, for texts in other languages. */
const localNumbers: Record<number, LocalTrouble> = {
  1: 'permission',
  2: 'missing',
  5: 'io-error',
  12: 'memory',
  13: 'permission',
  28: 'full',
  30: 'read-only',
  69: 'quota',
  116: 'stale-mount',
  122: 'quota',
}

/** Reads an error text; undefined when it is no error text that any system prints. */
export function systemError(text: string): SystemError | undefined {
  const found = shape.exec(text.trim())
  if (found?.[1] === undefined) return undefined
  const number = found[2] === undefined ? undefined : Number(found[2])
  const base = { text: found[1], ...(number === undefined ? {} : { number }) }
  const local = localTexts.find(([pattern]) => pattern.test(base.text))?.[1]
  const errno = errnoInText(base.text)
  if (local !== undefined) return { ...base, local, ...(errno === undefined ? {} : { errno }) }
  if (errno !== undefined) return { ...base, errno }
  if (number === undefined) return undefined
  const byNumber = localNumbers[number]
  if (byNumber !== undefined) return { ...base, local: byNumber }
  const network = errnoOfNumber(number)
  return network === undefined ? { ...base, local: 'other' } : { ...base, errno: network }
}
