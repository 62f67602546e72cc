import { type Moment, type Place, type Report, type Source, usPerHour } from '../model/index.ts'
import { printable } from './printable.ts'

/** `server/amdump.1:14-15` or `s0.pcap frame 118`: what a user types to find the line again. */
export function placeText(place: Place, sources: readonly Source[]): string {
  const name = printable(sourceName(sources.find((source) => source.id === place.source)) ?? place.source)
  if ('frame' in place) return `${name} frame ${place.frame}`
  const last = place.lastLine === undefined || place.lastLine === place.line ? '' : `-${place.lastLine}`
  return `${name}:${place.line}${last}`
}

export function sourceName(source: Source | undefined): string | undefined {
  if (source === undefined) return undefined
  return source.member === undefined ? source.path : `${source.path}/${source.member}`
}

/** Drops the folder that all sources share, so that places stay short; JSON keeps the paths as they were given. */
export function withShortPaths(report: Report): Report {
  const folders = report.sources.filter(isFile).map((source) => source.path.split('/').slice(0, -1))
  const [first, ...others] = folders
  if (first === undefined || others.length === 0) {
    const sources = report.sources.map((source) => withPath(source, source.path.split('/').at(-1) ?? source.path))
    return { ...report, sources }
  }
  let shared = first.length
  for (const folder of others) while (shared > folder.length || first.slice(0, shared).join('/') !== folder.slice(0, shared).join('/')) shared -= 1
  const prefix = first
    .slice(0, shared)
    .map((name) => `${name}/`)
    .join('')
  return { ...report, sources: report.sources.map((source) => (isFile(source) ? withPath(source, source.path.slice(prefix.length), prefix) : source)) }
}

/** Without reading the digest, which takes as long as reading the file; notes may name other files in the folder. */
function withPath(source: Source, path: string, folder = ''): Source {
  const { id, member, bytes, reader, host, clock, read, unread, incomplete } = source
  const notes = folder.length < 2 ? source.notes : source.notes.map((note) => note.replaceAll(folder, ''))
  return {
    id,
    path,
    ...(member === undefined ? {} : { member }),
    get sha256() {
      return source.sha256
    },
    bytes,
    reader,
    ...(host === undefined ? {} : { host }),
    ...(clock === undefined ? {} : { clock }),
    read,
    unread,
    notes,
    ...(incomplete === undefined ? {} : { incomplete }),
  }
}

/** Standard input and what the user said lie in no folder. */
function isFile({ path, reader }: Source): boolean {
  return path !== '-' && reader !== 'observed'
}

/** The time as its own clock shows it, with what kind of clock that is where it is not a date. */
export function momentText(moment: Moment | undefined): string | undefined {
  if (moment === undefined) return undefined
  if (moment.utc !== undefined) return moment.utc.replace('T', ' ').replace(/\.?0*Z$/, ' UTC')
  if (/ elapsed /.test(moment.clock)) return `${(moment.us / 1e6).toFixed(3)} s after its start`
  const date = new Date(moment.us / 1_000)
  if (Number.isNaN(date.getTime())) return undefined
  const iso = date.toISOString()
  // An assumed date is no time of day.
  if ((moment.uncertaintyUs ?? 0) >= usPerHour) return iso.slice(0, 10)
  return moment.us < 1e14 ? iso.slice(11, 23) : iso.replace('T', ' ').replace(/(?:\.000)?Z$/, '')
}
