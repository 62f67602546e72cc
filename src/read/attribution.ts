import { fullPath } from '../platform/files.ts'
import type { DatingHints } from './dating.ts'
import { hostOf, sideOf } from './folder-meaning.ts'
import { dateInName } from './named-date.ts'
import type { FolderStep, OpenedSource } from './open/opened.ts'

/** What the user said about where and when the evidence comes from. */
export interface AttributionOptions {
  /** `--host NAME=PATH`: a file, a folder, or a folder inside an archive. */
  readonly hosts?: readonly { readonly name: string; readonly path: string }[]
  /** `--date`. */
  readonly date?: { readonly year: number; readonly month: number; readonly day: number }
  /** `--zone`. */
  readonly zone?: string
}

/** Whose evidence a source is and of which day, as far as options, folders and the file's name say it. */
export interface Attribution {
  readonly host?: string
  readonly side?: 'server' | 'client'
  readonly hints: DatingHints
}

type Described = Pick<OpenedSource, 'path' | 'member' | 'folders' | 'modifiedMs'>

const dayMs = 86_400_000

/** Says nothing rather than guess: a wrong host joins clocks that have nothing to do with each other. */
export function attribute(opened: Described, options: AttributionOptions): Attribution {
  const folders = opened.folders ?? []
  const meaning = meaningOf(folders)
  const host = hostAsTold(opened, options) ?? meaning.host
  const { side } = meaning
  return { ...(host === undefined ? {} : { host }), ...(side === undefined ? {} : { side }), hints: hintsOf(opened, options) }
}

type Meaning = { readonly host: string | undefined; readonly side: 'server' | 'client' | undefined }

/** Thousands of files lie in one folder. */
const meanings = new WeakMap<readonly FolderStep[], Meaning>()

function meaningOf(folders: readonly FolderStep[]): Meaning {
  const known = meanings.get(folders) ?? { host: hostOf(folders), side: sideOf(folders) }
  meanings.set(folders, known)
  return known
}

/** The longest path that the source is or lies in. */
function hostAsTold(opened: Described, { hosts = [] }: AttributionOptions): string | undefined {
  if (hosts.length === 0 || opened.path === '-') return hosts.find(({ path }) => path === opened.path)?.name
  const place = fullPath(opened.member === undefined ? opened.path : `${opened.path}/${opened.member}`)
  const matching = hosts
    .map(({ name, path }) => ({ name, path: fullPath(path) }))
    .filter(({ path }) => place === path || place.startsWith(path === '/' ? path : `${path}/`))
  return matching.toSorted((a, b) => b.path.length - a.path.length)[0]?.name
}

function hintsOf(opened: Described, { date, zone }: AttributionOptions): DatingHints {
  const place = opened.member ?? opened.path
  const name = place.slice(place.lastIndexOf('/') + 1)
  const named = dateInName(name)
  // A file put aside on a day holds earlier lines: that day bounds them and does not date them.
  const bound = named?.putAside === true ? Date.UTC(named.year, named.month - 1, named.day) + dayMs : undefined
  const modifiedMs = bound === undefined ? opened.modifiedMs : Math.min(bound, opened.modifiedMs ?? bound)
  return {
    ...dateHint(name, named, date),
    ...(zone === undefined ? {} : { zone }),
    ...(modifiedMs === undefined ? {} : { modifiedMs }),
  }
}

function dateHint(name: string, named: ReturnType<typeof dateInName>, told: AttributionOptions['date']): Pick<DatingHints, 'date'> {
  if (told !== undefined) return { date: { ...told, from: '--date' } }
  if (named === undefined || named.putAside) return {}
  const { year, month, day } = named
  return { date: { year, month, day, from: `the file name ${name}` } }
}
