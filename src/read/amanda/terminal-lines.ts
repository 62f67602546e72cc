import type { Event } from '../../model/index.ts'
import type { LogLine } from '../reader.ts'
import type { About, Book } from './book.ts'
import { failureOf } from './failure.ts'

const greeting = /^AMRECOVER Version (\S{1,40}?)\. Contacting server on (\S{1,255}) \.{3}/
/** What amrecover says of its two servers, in its own words or in those of the refused request. */
const ofServers = /^(?:amrecover(?: - can't talk to tape server)?: (.*)|(NAK: .*)|(\[request failed: .*\])|500 (Access not allowed.*))$/
const serverGone = /^(?:EOF, check amidxtaped\.\S{1,60}\.debug file on (\S{1,255}?)\.?|amrecover - amidxtaped closed the connection)$/
/** A restore that finds no list of files to choose from. */
const noIndex = /^_?(?:No index records for (?:disk|host)\b.{0,300}|No dumps available on or before date .{0,100})$/
const noData = /^Got no header and data from server\b.{0,200}$/
/** A tape or vtape that a command could not use. */
const ofVolumes = /^(?:ERROR: )?((?:Failed to load|Could not (?:load|find)|Error (?:reading|writing|loading)) (?:the )?(?:tape|volume|label)\b.{3,300})$/
/** What the commands print when all is well, or when there is nothing to do. */
const quiet =
  /^_?(?:amrecover> |Use the sethost command to choose|2\d\d[ -] ?(?:List of disk for host|Dump host set to|Disk set to|Config set to|Working date set to|Access ok|\/\S)|220 \S{1,255} AMANDA index server|Extracting files using tape drive |The following tapes are needed: |Load tape \S{1,80} now|Continue \[\?\/Y\/n|(?:amflush: )?Could not find any Amanda directories to flush|(?:amcleanup: )?no unprocessed logfile to clean up|slot +\d{1,5}: (?:label |volume |blank|empty|unlabeled|date )|Reading label\.{3})/i

/** Of what the commands print to a terminal. */
export const terminalSigns = [greeting, ofServers, serverGone, noIndex, noData, ofVolumes, quiet]

/** What amrecover, amflush and amcleanup print to whoever called them. */
export function readTerminalLine(book: Book, line: LogLine): readonly Event[] | undefined {
  const { text } = line
  if (text.length > 1_000) return undefined
  const about: About = { program: 'amrecover', side: 'client' }
  const [, version, peer] = greeting.exec(text) ?? []
  if (version !== undefined && peer !== undefined) {
    return [...book.setting(line, 'amanda version', version, about), book.event(line, { kind: 'run.started', peer }, about)]
  }
  if (serverGone.test(text)) return told(book, line, { kind: 'connection.closed', role: 'client' }, about)
  if (noIndex.test(text)) return told(book, line, { kind: 'media.failed', medium: 'index', detail: text.slice(0, 200) }, about)
  if (noData.test(text)) return told(book, line, { kind: 'run.ended', outcome: 'failed', text: text.slice(0, 200) }, about)
  const volume = failureOf(ofVolumes.exec(text)?.[1] ?? '')
  if (volume?.said.kind === 'media.failed') return told(book, line, volume.said, { side: 'server' })
  const said = ofServers
    .exec(text)
    ?.slice(1)
    .find((words) => words !== undefined)
  const failure = said === undefined ? undefined : failureOf(said)
  if (failure !== undefined) return told(book, line, failure.said, about)
  return quiet.test(text) ? [] : undefined
}

function told(book: Book, line: LogLine, said: Parameters<Book['event']>[1], about: About): readonly Event[] {
  book.failed = true
  return [book.event(line, said, { ...about, symptom: 'specific' })]
}
