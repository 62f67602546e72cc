import { createHash } from 'node:crypto'
import { causes } from '../causes/index.ts'
import { diagnose } from '../diagnose/diagnose.ts'
import type { Report } from '../model/index.ts'
import { fallbackReaders } from '../read/fallback-readers.ts'
import { type Observed, observedReader, readObserved } from '../read/observed.ts'
import { openEvidence } from '../read/open/open.ts'
import type { OpenedSource } from '../read/open/opened.ts'
import { type Gathered, readEvidence } from '../read/read.ts'
import type { CalendarDay, HostOfPath } from './flag-values.ts'
import { version } from './version.ts'

/** Where the evidence came from and what else is known, as far as the user says it. */
export interface Origin {
  readonly host?: readonly HostOfPath[]
  readonly date?: CalendarDay
  readonly zone?: string
  readonly observed?: readonly Observed[]
}

/** Lets a caller see each source as it is opened. */
export type Watch = (sources: AsyncIterable<OpenedSource>) => AsyncIterable<OpenedSource>

/** Opens, reads and diagnoses: the whole of `explain` but its printing. */
export async function reportOn(paths: readonly string[], origin: Origin = {}, watch: Watch = (sources) => sources): Promise<Report> {
  return diagnosed(await gather(paths, origin, watch), origin.observed)
}

/** Opens and reads files, folders and archives; `showsDigests` where all that is known of the sources will be printed. */
export function gather(paths: readonly string[], origin: Origin, watch: Watch, showsDigests = false): Promise<Gathered> {
  const options = readingOptions(origin)
  return readEvidence(watch(openEvidence(paths, { ...options, showsDigests })), options)
}

/** The report on sources that are open already. */
export async function reportOnOpened(sources: AsyncIterable<OpenedSource>, origin: Origin): Promise<Report> {
  return diagnosed(await readEvidence(sources, readingOptions(origin)), origin.observed)
}

/** Diagnoses what was read, together with what the user said; that appears as a source of its own, with its text as an excerpt. */
export function diagnosed(gathered: Gathered, observed: readonly Observed[] = []): Report {
  const setting = {
    causes,
    tool: { name: 'holdfast', version: version() },
    generatedAt: new Date().toISOString(),
    fallbackReaders: [...fallbackReaders, observedReader],
  }
  if (observed.length === 0) return diagnose(gathered, setting)
  const said = readObserved(observed, `s${gathered.sources.length + 1}`)
  const text = said.lines.map((line) => `${line}\n`).join('')
  const source = { ...said.source, sha256: createHash('sha256').update(text).digest('hex'), bytes: Buffer.byteLength(text) }
  const report = diagnose({ ...gathered, sources: [...gathered.sources, source], events: [...gathered.events, ...said.events] }, setting)
  return { ...report, excerpts: [...(report.excerpts ?? []), { source: source.id, firstLine: 1, lines: said.lines }] }
}

function readingOptions(origin: Origin) {
  return {
    hosts: origin.host ?? [],
    ...(origin.date === undefined ? {} : { date: origin.date }),
    ...(origin.zone === undefined ? {} : { zone: origin.zone }),
  }
}
