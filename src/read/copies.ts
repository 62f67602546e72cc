import type { Source, SourceDate } from '../model/index.ts'

/**
 * Finds files read before under another name. Amanda keeps each log under two names, only one of which shows a date; but two ends that hold
 * equal files are two witnesses all the same, and so are two nights that went alike.
 */
export class Copies {
  /** By content and folder, then by date; `''` holds those without one, `any` the first of all. */
  readonly #known = new Map<string, Map<number | '' | 'any', Source>>()

  /** The source that this one repeats; remembers it when it repeats none. */
  originalOf(source: Source, date: SourceDate | undefined): Source | undefined {
    if (source.bytes === 0) return undefined
    const key = contentKey(source)
    const alike = this.#known.get(key) ?? new Map<number | '' | 'any', Source>()
    const original = date === undefined ? alike.get('any') : (alike.get(date.us) ?? alike.get(''))
    if (original !== undefined) return original
    alike.set(date?.us ?? '', source)
    if (!alike.has('any')) alike.set('any', source)
    this.#known.set(key, alike)
    return undefined
  }
}

function contentKey(source: Source): string {
  const name = source.member === undefined ? source.path : `${source.path}/${source.member}`
  return [source.sha256, source.host ?? '', name.slice(0, name.lastIndexOf('/') + 1)].join('\n')
}
