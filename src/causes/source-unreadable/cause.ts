import {
  type Cause,
  cannotTell,
  count,
  type Event,
  type EventOf,
  type Evidence,
  explains,
  type Next,
  notApplicable,
  type Outcome,
  opposing,
  ruledOut,
  supporting,
} from '../../model/index.ts'
import { withEchoes } from '../../facts/accounted.ts'
import { brokenConnections, inWords } from '../../facts/broken-connections.ts'
import { isAmandaFilter, isFiltersWord } from '../../facts/failed-filters.ts'
import { headline, isClearlyBefore, lastWords, opposeSome, quoteSome } from '../../facts/named-failure.ts'
import { isVanishedExit, sourceUnreadableRemedies } from './remedies.ts'
import { tell } from './words.ts'

/** The program that reads the data could not: permissions, I/O errors, missing folders, an archiver that failed. */
export const sourceUnreadable: Cause = {
  id: 'source-unreadable',
  title: 'The backup program could not read what it backs up',
  leadsTo: ['peer-process-died', 'local-pipe-broken'],
  weigh,
  remedies: sourceUnreadableRemedies,
}

function weigh(evidence: Evidence): Outcome {
  const reading = evidence.of('source.failed').filter((event) => !isAmandaFilter(event) && !isFiltersWord(event, evidence))
  const writing = evidence.of('media.failed').filter((event) => event.system === 'rsync' || event.system === 'backuppc')
  const full = evidence.of('storage.full').find((event) => event.symptom !== undefined)
  if (full !== undefined && reading.length + writing.length > 0)
    return ruledOut('Space ran out where the copy is written; nothing shows that reading failed', [opposing(full, 'this is why files are missing')])
  const share = unreachedShare(evidence)
  if (share !== undefined && reading.length > 0 && reading.every(({ reason }) => reason === 'archiver'))
    return ruledOut('The share to be read was not entered; nothing of it was read', [opposing(share, 'this kept smbclient out')])
  const mine = reading.filter((event) => event.symptom !== undefined)
  if (mine.length === 0) return withoutWords(evidence, reading, writing)
  const stops = mine.some((event) => event.partial !== true && event.reason !== 'vanished')
  const breaks = brokenConnections(evidence)
  // An archiver that fails ends its stream in order, so that the others meet an end of file or a closed pipe.
  const rival = breaks.find(({ kind }) => kind !== 'closed' && !(stops && kind === 'broken-pipe'))
  if (rival !== undefined && !stops)
    return ruledOut('Files that cannot be read are counted and skipped; that does not break a connection', [
      opposing(rival.event, inWords(rival)),
      ...opposeSome(mine, 'only a warning'),
    ])
  if (rival !== undefined && mine.every((event) => isClearlyBefore(evidence, rival.event, event))) {
    return ruledOut('The connection broke first; the archiver only lost the place it wrote to', [opposing(rival.event, `earlier ${inWords(rival)}`)])
  }
  if (rival === undefined && mine.every((event) => isCountedOnly(event, evidence))) return uncounted(mine, evidence)
  const errors = new Set(mine.map((event) => event.path ?? lastWords(event.quote))).size
  const exit = evidence.symptoms.find(isVanishedExit)
  if (rival === undefined && exit !== undefined && mine.every(({ reason }) => reason === 'vanished')) return vanished(mine, exit, evidence)
  const telling = tell(mine, errors, stops, evidence)
  return explains(rival !== undefined || telling.open === true || mine.every((event) => event.reported === true) ? 'weak' : 'strong', {
    headline: headline(telling.headline),
    summary: `${telling.what} ${
      telling.open === true
        ? 'Whether a connection kept it from them the line does not show.'
        : rival === undefined
          ? 'No connection failed before it: the network has no part in this.'
          : `It does not account for the broken connection (${inWords(rival)}).`
    }`,
    accountsFor: withEchoes(evidence, [...mine, ...(rival === undefined ? breaks.map(({ event }) => event) : [])]),
    evidence: [
      ...quoteSome(
        mine.toSorted((a, b) => Number(b.path !== undefined) - Number(a.path !== undefined)),
        telling.quote,
      ),
      ...(rival === undefined ? [] : [opposing(rival.event, inWords(rival))]),
    ],
  })
}

function vanished(mine: readonly EventOf<'source.failed'>[], exit: Event, evidence: Evidence): Outcome {
  const paths = new Set(mine.flatMap(({ path }) => path ?? [])).size
  const files = paths === 0 ? 'Some files' : count(paths, 'file')
  return explains(mine.every((event) => event.reported === true) ? 'weak' : 'strong', {
    headline: `${files} vanished while rsync ran (code 24): usual on a live file system`,
    summary: `${files} stood in the file list and ${paths === 1 ? 'was' : 'were'} gone when rsync came to copy them; all else was copied. Spools, sessions and caches do this every night: nothing is broken, and the network has no part in it.`,
    accountsFor: withEchoes(evidence, [...mine, exit, ...brokenConnections(evidence).map(({ event }) => event)]),
    evidence: quoteSome(mine, 'gone between the listing and the copy'),
  })
}

/** The exit code says that files are missing, and no line names one. */
function isCountedOnly({ reason, path, at }: EventOf<'source.failed'>, evidence: Evidence): boolean {
  const exit = evidence
    .of('program.exited')
    .find((event) => event.code === 23 && 'line' in event.at && 'line' in at && event.at.source === at.source && event.at.line === at.line)
  return reason === 'other' && path === undefined && exit !== undefined
}

function uncounted(mine: readonly EventOf<'source.failed'>[], evidence: Evidence): Outcome {
  return explains('weak', {
    headline: 'Some files were not transferred (rsync code 23), and no line says which',
    summary:
      'rsync went to its end and left files or attributes out. As a rule it could not read them; the same code stands for a destination that takes no owners, times or links. No connection failed: the network has no part in this.',
    accountsFor: withEchoes(evidence, mine),
    evidence: quoteSome(mine, 'files or attributes are missing from the copy'),
    next: [namingLines],
  })
}

const namingLines: Next = {
  what: "rsync's messages of that run: each file that failed has a line with its reason, and the role in brackets says at which end",
  command: 'rsync -a --stats … 2>&1 | grep -E "failed|denied|error|vanished"',
  separates: ['source-unreadable', 'disk-full', 'media-unavailable', 'network-mount-failed'],
}

/** What smbclient says of the server of its share, before it asks for any file. */
function unreachedShare({ symptoms }: Evidence): Event | undefined {
  return symptoms.find(({ kind, program }) => program === 'smbclient' && (kind === 'connect.failed' || kind === 'access.refused'))
}

/** rsync's RERR_PARTIAL and Amanda's partial dumps say that files are missing and not which. */
function withoutWords(evidence: Evidence, reading: readonly Event[], writing: readonly Event[]): Outcome {
  if (writing.some((event) => event.symptom !== undefined))
    return ruledOut('The errors are at the destination, which could not be written; reading went well', opposeSome(writing, 'the receiving side reports it'))
  const [broken] = brokenConnections(evidence)
  if (reading.length > 0 && broken !== undefined) {
    return ruledOut('What could not be read was skipped with a warning; the run failed for another reason', [
      opposing(broken.event, inWords(broken)),
      ...opposeSome(reading, 'a warning', 2),
    ])
  }
  const partial = evidence.symptoms.find((event) => event.kind === 'program.exited' && event.system === 'rsync' && event.code === 23)
  if (partial === undefined || evidence.symptoms.some((event) => event.symptom === 'specific' && event !== partial)) return notApplicable
  return cannotTell(
    'Some files were not transferred; the lines that name them and the reason are missing',
    [namingLines],
    [supporting(partial, 'files are missing from the copy')],
  )
}
