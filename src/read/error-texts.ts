import { type Errno, errnoInText, errnoOfNumber } from '../model/index.ts'

/** What an error text of an operating system or a library tells, beyond the network's errnos. */
export type Trouble =
  | 'full'
  | 'quota'
  | 'read-only'
  | 'permission'
  | 'missing'
  | 'io-error'
  | 'stale-mount'
  | 'memory'
  | 'processes'
  | 'open-files'
  | 'name'
  | 'requests'
  | 'too-big'
  | 'other'

interface Row {
  readonly trouble: Trouble
  /** As strerror(), FormatMessage() and the usual libraries print it, wherever it stands in a line. */
  readonly words: string
  /** Wordings that tell this only where nothing but an error text can stand. */
  readonly alone?: string
  /** Linux and FreeBSD numbers, for texts in other languages. */
  readonly numbers?: readonly number[]
}

/** The one table of error texts: every reader that meets a text of no wording of its own looks here. The first row that fits counts. */
const rows: readonly Row[] = [
  // A service's quota of requests is told in the words of a full disk.
  {
    trouble: 'requests',
    words:
      '\\btoo many requests\\b|\\b(?:SlowDown|ThrottlingException|RequestLimitExceeded|rateLimitExceeded)\\b|reduce your request rate|rate limit(?:ed| exceeded)|quota exceeded for quota metric',
  },
  {
    trouble: 'full',
    words:
      'no space left on (?:the )?device|insufficient storage\\b|(?:there is )?not enough (?:free |disk )?space\\b|\\bENOSPC\\b|\\bNT_STATUS_DISK_FULL\\b|minimum free drive threshold|\\bXMinioStorageFull\\b|disk (?:is )?full\\b|file ?system (?:is )?full\\b',
    numbers: [28],
  },
  {
    trouble: 'quota',
    words: '\\bquota exceeded|\\bEDQUOT\\b|over quota\\b|\\b(?:storage|space|disk) (?:cap|limit|quota|allowance) (?:has been |is )?(?:exceeded|reached)',
    numbers: [69, 122],
  },
  { trouble: 'read-only', words: 'read-only file ?system|\\bEROFS\\b', numbers: [30] },
  {
    trouble: 'name',
    words:
      'temporary failure in name resolution|name or service not known|no address associated with hostname|nodename nor servname provided|no such host(?: is known)?|host not found|could not resolve (?:host(?:name)?|proxy|address|name)\\b|unable to resolve (?:host(?:name)?|address|name)\\b|name resolution fail\\w*|unknown (?:[\\w-]{1,20} )?(?:server )?host(?:name)?\\b|getaddrinfo (?:failed|ENOTFOUND|EAI_AGAIN)',
  },
  { trouble: 'open-files', words: 'too many open files\\b|\\bE[MN]FILE\\b', numbers: [23, 24] },
  // Elsewhere the same words tell of a socket that had nothing to give yet.
  { trouble: 'processes', words: "\\b(?:v?fork|clone|pthread_create)\\b[^.]{0,60}resource temporarily unavailable|can(?:not|'t) fork\\b" },
  {
    trouble: 'stale-mount',
    words: 'stale (?:nfs )?file handle|\\bESTALE\\b',
    alone: 'remote i/o error|transport endpoint is not connected|socket is not connected|host is down',
    numbers: [116],
  },
  { trouble: 'permission', words: 'permission denied|access (?:is )?denied|operation not permitted|file access permissions do not allow', numbers: [1, 13] },
  {
    trouble: 'io-error',
    words: 'input/output error|there is an input or output error|\\bEIO\\b|structure needs cleaning',
    alone: 'i/o error|bad message',
    numbers: [5],
  },
  {
    trouble: 'memory',
    words:
      '(?:cannot|could not|unable to|failed to) allocate (?:\\w+ )?memory\\b|out of memory\\b|std::bad_alloc|OutOfMemoryError|\\bMemoryError\\b|\\bENOMEM\\b|virtual memory exhausted|memory exhausted\\b',
    alone: 'not enough memory',
    numbers: [12],
  },
  { trouble: 'too-big', words: 'argument list too long|\\bE2BIG\\b', numbers: [7] },
  { trouble: 'missing', words: 'no such file or directory', alone: 'not a directory', numbers: [2] },
  {
    trouble: 'other',
    words: '\\bENOTSUP\\b',
    alone:
      'is a directory|file exists|directory not empty|device or resource busy|text file busy|file name too long|file too large|too many|invalid (?:argument|cross)|operation not supported|function not implemented|resource temporarily|bad file descriptor|interrupted system call|invalid or incomplete|value too large|no such device|resource deadlock|exec format error|bad address|success$',
  },
]

const compiled = rows.map(({ trouble, words, alone }) => ({
  trouble,
  inside: new RegExp(words, 'i'),
  atStart: new RegExp(`^(?:${alone === undefined ? words : `${words}|${alone}`})`, 'i'),
}))

const byNumber = new Map(rows.flatMap(({ trouble, numbers = [] }) => numbers.map((number) => [number, trouble] as const)))

/** What a line holds that tells one of these troubles. */
export function troubleTexts(among: ReadonlySet<Trouble>): readonly RegExp[] {
  return compiled.filter(({ trouble }) => among.has(trouble)).map(({ inside }) => inside)
}

/** The trouble that a text tells from its first word on, where the text is known to be nothing but an error's. */
function troubleOf(text: string): Trouble | undefined {
  return compiled.find(({ atStart }) => atStart.test(text))?.trouble
}

/** The trouble that a number stands for on Linux and FreeBSD. */
function troubleOfNumber(number: number): Trouble | undefined {
  return byNumber.get(number)
}

/** A trouble told anywhere in a line, and where. */
export interface FoundTrouble {
  readonly trouble: Trouble
  readonly from: number
  readonly to: number
  readonly words: string
}

/** The first trouble of the table that a line tells, among those asked for. */
export function troubleIn(text: string, among?: ReadonlySet<Trouble>): FoundTrouble | undefined {
  for (const { trouble, inside } of compiled) {
    if (among?.has(trouble) === false) continue
    const match = inside.exec(text)
    if (match !== null) return { trouble, from: match.index, to: match.index + match[0].length, words: match[0] }
  }
  return undefined
}

/** An operating system's error as a program prints it behind the last colon: `Connection reset by peer (104)`. */
export interface SystemError {
  readonly text: string
  readonly number?: number
  /** A network errno, by its words, else by its Linux number. */
  readonly errno?: Errno
  /** Anything that is not a network errno. */
  readonly local?: Trouble
}

const shape = /^([^:"()[\]]{3,90}?)(?: \((\d{1,5})\))?$/

/** Reads an error text; undefined when it is no error text that any system prints. */
export function systemError(text: string): SystemError | undefined {
  const found = shape.exec(text.trim())
  if (found?.[1] === undefined) return undefined
  const number = found[2] === undefined ? undefined : Number(found[2])
  const base = { text: found[1], ...(number === undefined ? {} : { number }) }
  const local = troubleOf(base.text)
  const errno = errnoInText(base.text)
  if (local !== undefined) return { ...base, local, ...(errno === undefined ? {} : { errno }) }
  if (errno !== undefined) return { ...base, errno }
  if (number === undefined) return undefined
  const numbered = troubleOfNumber(number)
  if (numbered !== undefined) return { ...base, local: numbered }
  const network = errnoOfNumber(number)
  return network === undefined ? { ...base, local: 'other' } : { ...base, errno: network }
}
