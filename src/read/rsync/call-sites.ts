import { exitLines, exitReleases } from './exit-lines.ts'

/** Where in rsync's own source a trailer's `file(line)` points. */
export interface CallSite {
  readonly file: string
  readonly line: number
  readonly function: string
  /** Words of the message printed beside the call; empty when there is none. */
  readonly message: string
  /** The releases that have the call at this line, oldest first. */
  readonly releases: readonly string[]
  /** `exact` line, `shifted` by a patch of one or two lines, or only `inside` the function. */
  readonly match: 'exact' | 'shifted' | 'inside'
}

interface Row {
  readonly function: string
  readonly code: number
  readonly message: string
  readonly line: number
  readonly from: number
  readonly to: number
}

/** Debian, Fedora and others carry patches that move rsync's lines by one or two (3.2.7-1 of Debian: by one). */
const patchedLines = 2

/** From 2.6.7 on the trailer ends in `[role=version]`; a trailer without it is older. */
const firstWithRole = '2.6.7'

const releases: readonly string[] = exitReleases.split(' ')
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

let table: ReadonlyMap<string, readonly Row[]> | undefined

/** Resolves `io.c(666)`; without a version every release that prints none is a candidate. Undefined when nothing fits, or several things fit equally. */
export function callSite(file: string, line: number, code: number, version?: string): CallSite | undefined {
  table ??= parsed()
  const rows = table.get(file)
  if (rows === undefined) return undefined
  const candidates = candidatesFor(version)
  // Without a version a line one off is as likely another release's as a patched one.
  const reach = version === undefined ? 0 : patchedLines
  const nearby = rows.filter((row) => row.code === code && Math.abs(row.line - line) <= reach && overlaps(row, candidates))
  const nearest = Math.min(...nearby.map((row) => Math.abs(row.line - line)))
  const best = nearby.filter((row) => Math.abs(row.line - line) === nearest)
  const [first] = best
  if (first === undefined) return version === undefined ? undefined : enclosing(rows, file, line, candidates)
  if (best.some((row) => row.function !== first.function || (nearest > 0 && row.message !== first.message))) return undefined
  const held = candidates.filter((index) => best.some((row) => index >= row.from && index <= row.to))
  return { file, line, function: first.function, message: first.message, releases: held.map(nameOf), match: nearest === 0 ? 'exact' : 'shifted' }
}

/** "writefd_unbuffered: failed to write, in rsync 2.6.0": a call site as people read it. */
export function callSiteInWords(site: CallSite): string {
  const message = site.match === 'inside' || site.message === '' ? '' : `, beside "${site.message}"`
  const [first, last] = [site.releases[0], site.releases.at(-1)]
  const range = first === last ? (first ?? '') : `${first ?? ''} to ${last ?? ''}`
  return `${site.function}${message}, rsync ${range}${site.match === 'shifted' ? ', its lines moved by a patch' : ''}`
}

/** Codes that a process passes on rather than finds: the line is known, the call is not in the table. */
function enclosing(rows: readonly Row[], file: string, line: number, candidates: readonly number[]): CallSite | undefined {
  const own = rows.filter((row) => overlaps(row, candidates))
  const before = own.reduce<Row | undefined>((best, row) => (row.line <= line && (best === undefined || row.line > best.line) ? row : best), undefined)
  const behind = own.reduce<Row | undefined>((best, row) => (row.line >= line && (best === undefined || row.line < best.line) ? row : best), undefined)
  if (before === undefined || before.function !== behind?.function) return undefined
  return { file, line, function: before.function, message: '', releases: candidates.map(nameOf), match: 'inside' }
}

/** Releases a printed version may stand for: `3.2.7` itself, `v3.2.3-133-g512acd12` between two of them, none printed: all that print none. */
function candidatesFor(version: string | undefined): readonly number[] {
  if (version === undefined) return releases.flatMap((_, index) => (index < releases.indexOf(firstWithRole) ? [index] : []))
  // rsync_bpc counts a fourth number (3.0.9.5) and has lines of its own.
  const name = /^v?(\d+\.\d+(?:\.\d+)?)(?:(-\d+-g)[0-9a-f]+.{0,20}|pre\d{1,2}|dev)?$/.exec(version)
  const index = releases.indexOf(name?.[1] ?? '')
  if (index < 0) return []
  return name?.[2] === undefined || index + 1 >= releases.length ? [index] : [index, index + 1]
}

function overlaps(row: Row, candidates: readonly number[]): boolean {
  return candidates.some((index) => index >= row.from && index <= row.to)
}

function nameOf(index: number): string {
  return releases[index] ?? ''
}

function parsed(): ReadonlyMap<string, readonly Row[]> {
  const byFile = new Map<string, Row[]>()
  for (const text of exitLines.split('\n')) {
    const [file, name, code, message, ranges] = text.split('|')
    if (file === undefined || name === undefined || message === undefined || ranges === undefined) continue
    const rows = byFile.get(file) ?? []
    for (const range of ranges.split(' ')) {
      const [from, to] = [letters.indexOf(range.charAt(0)), letters.indexOf(range.charAt(1))]
      rows.push({ function: name, code: Number(code), message, line: Number(range.slice(2)), from, to })
    }
    byFile.set(file, rows)
  }
  return byFile
}
