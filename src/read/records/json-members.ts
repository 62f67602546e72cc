import { endOfQuoted, type Member, unescaped } from './members.ts'

/** A line of a log has fewer values and is not nested deeper; what goes beyond is data. */
const mostMembers = 400
const deepest = 6

/** The values of one JSON object, and where it ends. */
export interface JsonObject {
  readonly members: readonly Member[]
  readonly end: number
  /** It was closed: nothing of it was cut off. */
  readonly whole: boolean
}

/** Reads the object that begins at `from`, up to where it was cut off; undefined where none is. */
export function jsonObject(text: string, from: number): JsonObject | undefined {
  if (text[from] !== '{') return undefined
  const scan = new JsonScan(text, from)
  const whole = scan.value('', from, 0)
  return scan.failed ? undefined : { members: scan.members, end: scan.at, whole }
}

/** Goes through one value and gathers what it holds; stops at the end of the text, and fails on what is not JSON. */
class JsonScan {
  readonly members: Member[] = []
  readonly #text: string
  at: number
  failed = false

  constructor(text: string, at: number) {
    this.#text = text
    this.at = at
  }

  /** Whether the value was read to its end. */
  value(path: string, named: number, depth: number): boolean {
    const first = this.#text[this.at]
    if (first === '"') return this.#string(path, named)
    if (first === '{' || first === '[') return depth < deepest && this.members.length < mostMembers ? this.#list(path, depth, first === '{') : this.#fail()
    return this.#bare(path, named)
  }

  #list(path: string, depth: number, isObject: boolean): boolean {
    this.at += 1
    for (;;) {
      this.#skip(/[\s,]*/y)
      const next = this.#text[this.at]
      if (next === undefined) return false
      if (next === (isObject ? '}' : ']')) {
        this.at += 1
        return true
      }
      const named = this.at
      const name = isObject ? this.#name() : ''
      if (name === undefined || this.failed) return false
      if (!this.value(path === '' ? name : `${path}.${name}`, named, depth + 1)) return false
      this.#skip(/\s*/y)
      if (!/[,}\]]/.test(this.#text[this.at] ?? ',')) return this.#fail()
    }
  }

  #name(): string | undefined {
    if (this.#text[this.at] !== '"') return void this.#fail()
    const end = endOfQuoted(this.#text, this.at + 1)
    const name = unescaped(this.#text.slice(this.at + 1, end))
    this.at = Math.min(end + 1, this.#text.length)
    this.#skip(/\s*/y)
    if (this.at >= this.#text.length) return undefined
    if (this.#text[this.at] !== ':') return void this.#fail()
    this.at += 1
    this.#skip(/\s*/y)
    return this.at < this.#text.length ? name : undefined
  }

  #string(path: string, named: number): boolean {
    const from = this.at + 1
    const to = endOfQuoted(this.#text, from)
    this.members.push({ path, text: unescaped(this.#text.slice(from, to)), at: named, from, to })
    this.at = Math.min(to + 1, this.#text.length)
    return to < this.#text.length
  }

  #bare(path: string, named: number): boolean {
    const from = this.at
    this.#skip(/[\w.+-]*/y)
    if (this.at === from) return this.#fail()
    this.members.push({ path, text: this.#text.slice(from, this.at), at: named, from, to: this.at })
    return true
  }

  #skip(what: RegExp): void {
    what.lastIndex = this.at
    this.at += what.exec(this.#text)?.[0].length ?? 0
  }

  #fail(): false {
    this.failed = true
    return false
  }
}
