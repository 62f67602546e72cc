import type { Source, SourceDate } from '../model/index.ts'

/** What tells whether a source is another one again; `index` is its place among all. */
export interface Content extends Pick<Source, 'path' | 'member' | 'host'> {
  readonly index: number
  /** Of a large file the digest is worked out when it is asked for. */
  readonly stored: Pick<Source, 'sha256' | 'bytes'>
}

/**
 * Finds files read before under another name. Amanda keeps each log under two names, only one of which shows a date; but two ends that hold
 * equal files are two witnesses all the same, and so are two nights that went alike.
 */
export class Copies {
  /** The first of each content. Nearly all contents come once, which needs no more. */
  readonly #firsts = new Map<string, Read>()
  /** The first of each size: a large file is hashed when another has the same. */
  readonly #lone = new Map<number, Read | 'hashed'>()
  /** Of contents that came again: by content and folder, then by date; `''` holds those without one, `any` the first of all. */
  readonly #known = new Map<string, Map<number | '' | 'any', Content>>()

  /** The content that this one repeats; remembers it when it repeats none. */
  originalOf(source: Content, date: SourceDate | undefined): Content | undefined {
    if (source.stored.bytes === 0) return undefined
    const lone = this.#lone.get(source.stored.bytes)
    if (lone === undefined) {
      this.#lone.set(source.stored.bytes, { source, date })
      return undefined
    }
    if (lone !== 'hashed') {
      this.#lone.set(source.stored.bytes, 'hashed')
      this.#firsts.set(lone.source.stored.sha256, lone)
    }
    const first = this.#firsts.get(source.stored.sha256)
    if (first === undefined) {
      this.#firsts.set(source.stored.sha256, { source, date })
      return undefined
    }
    this.#remember(first)
    const alike = this.#known.get(contentKey(source))
    const original = date === undefined ? alike?.get('any') : (alike?.get(date.us) ?? alike?.get(''))
    if (original === undefined) this.#remember({ source, date })
    return original
  }

  #remember({ source, date }: Read): void {
    const key = contentKey(source)
    const alike = this.#known.get(key) ?? new Map<number | '' | 'any', Content>()
    for (const under of [date?.us ?? '', 'any'] as const) if (!alike.has(under)) alike.set(under, source)
    this.#known.set(key, alike)
  }
}

interface Read {
  readonly source: Content
  readonly date: SourceDate | undefined
}

function contentKey(source: Content): string {
  const name = source.member === undefined ? source.path : `${source.path}/${source.member}`
  return [source.stored.sha256, source.host ?? '', name.slice(0, name.lastIndexOf('/') + 1)].join('\n')
}
