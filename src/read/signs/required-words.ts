/** A shorter word stands in too many lines to tell anything. */
export const shortestWord = 3
/** So many words at most stand for one pattern; more is a list that tells nothing. */
const mostWords = 48
const longestWord = 24

/** What any text that a part of a pattern matches begins with, ends with and holds. */
interface Part {
  /** All texts it matches, where they are few. */
  readonly exact?: readonly string[]
  readonly head: readonly string[]
  readonly tail: readonly string[]
  /** One of these stands in whatever it matches. */
  readonly held?: readonly string[]
}

const nothing: Part = { exact: [''], head: [''], tail: [''] }
const anything: Part = { head: [''], tail: [''] }

/** Letters, digits and signs as they count when case does not: one bit tells the cases apart. */
export function folded(text: string): string {
  let all = ''
  for (let at = 0; at < text.length; at += 1) all += String.fromCharCode(text.charCodeAt(at) | 0x20)
  return all
}

/** One of the alternatives that a pattern consists of. */
export interface Alternative {
  readonly source: string
  /** Of these words, in folded letters, every text that it matches holds one; undefined where it has none of use. */
  readonly words?: readonly string[]
}

/** The alternatives of a pattern and what each requires. */
export function alternativesOf({ source }: RegExp): readonly Alternative[] {
  const parser = new PatternParser(source)
  const alternatives: Alternative[] = []
  for (let from = 0; from <= source.length; from = parser.at + 1, parser.at = from) {
    const { exact, held } = parser.sequence()
    const words = better(held, exact)
    const own = source.slice(from, parser.at)
    alternatives.push(words === undefined || weight(words) < rareEnough ? { source: own } : { source: own, words: fewest(words) })
  }
  return alternatives
}

/** Without those that hold another one. */
function fewest(words: readonly string[]): readonly string[] {
  return words.filter((word) => !words.some((other) => other !== word && word.includes(other)))
}

/** Goes through the source of a pattern once; what it does not understand matches anything. */
class PatternParser {
  readonly #source: string
  at = 0

  constructor(source: string) {
    this.#source = source
  }

  #either(): Part {
    const parts = [this.sequence()]
    while (this.#takes('|')) parts.push(this.sequence())
    return parts.length === 1 ? (parts[0] ?? nothing) : anyOf(parts)
  }

  sequence(): Part {
    let whole = nothing
    while (this.at < this.#source.length && this.#next !== '|' && this.#next !== ')') whole = joined(whole, this.#repeated(this.#single()))
    return whole
  }

  get #next(): string {
    return this.#source[this.at] ?? ''
  }

  #takes(text: string): boolean {
    if (!this.#source.startsWith(text, this.at)) return false
    this.at += text.length
    return true
  }

  #single(): Part {
    if (this.#next === '(') return this.#group()
    if (this.#next === '[') return this.#class()
    if (this.#takes('\\')) return this.#escape()
    const char = this.#next
    this.at += 1
    if (char === '^' || char === '$') return nothing
    return char === '.' ? anything : text(char)
  }

  #group(): Part {
    const looks = ['(?=', '(?!', '(?<=', '(?<!'].some((opening) => this.#takes(opening))
    if (!looks && !this.#takes('(?:')) this.at += /^\((?:\?<\w+>)?/.exec(this.#source.slice(this.at))?.[0].length ?? 1
    const inside = this.#either()
    this.#takes(')')
    return looks ? nothing : inside
  }

  #class(): Part {
    const [whole = '', inside = ''] = /^\[((?:\\.|[^\]\\])*)\]/s.exec(this.#source.slice(this.at)) ?? ['[']
    this.at += whole.length
    if (inside.startsWith('^') || /\\[dDsSwWbBpPux]|[^\\]-./.test(inside)) return digits.test(inside) ? oneDigit : anything
    return oneOf(inside.replace(/\\(?=.)/gs, ''))
  }

  #escape(): Part {
    const char = this.#next
    this.at += 1
    if (char === 'b' || char === 'B') return nothing
    if (char === 'd') return oneDigit
    if (char === 't') return text('\t')
    if (/[kpP]/.test(char)) this.at += /^(?:<\w+>|\{[^}]*\})?/.exec(this.#source.slice(this.at))?.[0].length ?? 0
    if (/[sSwWDpPk1-9]/.test(char)) return anything
    if (/[uxcnrfv0]/.test(char)) {
      this.at += { u: 4, x: 2, c: 1 }[char] ?? 0
      return anything
    }
    return text(char)
  }

  #repeated(part: Part): Part {
    const counted = this.#next === '{' ? /^\{(\d+)(,)?(\d+)?\}/.exec(this.#source.slice(this.at, this.at + 16)) : null
    const [whole, least, most] = counted === null ? (marks[this.#next] ?? ['', 1, 1]) : [counted[0], Number(counted[1]), mostOf(counted)]
    if (whole === '') return part
    this.at += whole.length
    this.#takes('?')
    let times = nothing
    for (let time = 0; time < Math.min(least, longestWord); time += 1) times = joined(times, part)
    if (most === least) return times
    return joined(times, most === 1 ? anyOf([part, nothing]) : anything)
  }
}

const marks: Readonly<Record<string, readonly [string, number, number]>> = {
  '*': ['*', 0, Number.POSITIVE_INFINITY],
  '+': ['+', 1, Number.POSITIVE_INFINITY],
  '?': ['?', 0, 1],
}

function mostOf([, least, open, most]: RegExpExecArray): number {
  return open === undefined ? Number(least) : Number(most ?? Number.POSITIVE_INFINITY)
}

const digits = /^(?:\\d|0-9)$/
const oneDigit = oneOf('0123456789')

function text(char: string): Part {
  const exact = [folded(char)]
  return { exact, head: exact, tail: exact }
}

function oneOf(chars: string): Part {
  const exact = [...new Set(folded(chars))]
  return exact.length > mostWords ? anything : { exact, head: exact, tail: exact }
}

function anyOf(parts: readonly Part[]): Part {
  const exact = union(parts.map((part) => part.exact))
  const held = union(parts.map((part) => better(part.held, part.exact)))
  const head = union(parts.map((part) => part.exact ?? part.head)) ?? ['']
  const tail = union(parts.map((part) => part.exact ?? part.tail)) ?? ['']
  return { ...(exact === undefined ? {} : { exact }), ...(held === undefined ? {} : { held }), head, tail }
}

function union(sets: readonly (readonly string[] | undefined)[]): readonly string[] | undefined {
  const all = new Set<string>()
  for (const set of sets) {
    if (set === undefined) return undefined
    for (const word of set) all.add(word)
  }
  return all.size > mostAlternatives ? undefined : [...all]
}

/** A list of words as people write it in one pattern. */
const mostAlternatives = 400

function joined(before: Part, after: Part): Part {
  const border = crossed(before.exact ?? before.tail, after.exact ?? after.head)
  if (before.exact !== undefined && after.exact !== undefined && border !== undefined) return { exact: border, head: border, tail: border }
  const held = [after.held, border, before.exact, after.exact, before.tail, after.head].reduce(better, before.held)
  const head = before.exact === undefined ? before.head : (border ?? before.exact)
  const tail = after.exact === undefined ? after.tail : (border ?? after.exact)
  return { ...(held === undefined ? {} : { held }), head, tail }
}

function crossed(before: readonly string[], after: readonly string[]): readonly string[] | undefined {
  const [one = '', other = ''] = [before[0], after[0]]
  if (before.length === 1 && after.length === 1 && one.length <= longestWord) return [one + other]
  if (before.length * after.length > mostWords || before.some(({ length }) => length > longestWord)) return undefined
  return [...new Set(before.flatMap((one) => after.map((other) => one + other)))]
}

function better(a: readonly string[] | undefined, b: readonly string[] | undefined): readonly string[] | undefined {
  if (a === undefined || b === undefined) return a ?? b
  return weight(b) > weight(a) ? b : a
}

const weights = new WeakMap<readonly string[], number>()

/** How seldom a line holds one of the words, in bits as if letters came by chance; 0 where one of them is too short. */
function weight(words: readonly string[]): number {
  const known = weights.get(words)
  if (known !== undefined) return known
  let least = Number.POSITIVE_INFINITY
  for (const word of words) least = Math.min(least, word.length < shortestWord ? 0 : rarity(word))
  const bits = Math.max(0, least - Math.log2(words.length))
  weights.set(words, bits)
  return bits
}

/** Rarer than this is worth looking for: `in=` and `tcp` are, ` - ` is not. */
const rareEnough = 11

/** Bits of a text, in folded letters, as if its letters came by chance. */
export function rarity(word: string, from = 0, to = word.length): number {
  let bits = 0
  for (let at = from; at < to; at += 1) bits += bitsOf[word.charCodeAt(at)] ?? 6
  return bits
}

/** By folded letter: what logs hold most counts least. */
const bitsOf: readonly number[] = Array.from({ length: 128 }, (_, code) => {
  const char = String.fromCharCode(code)
  if (/[\d: ]/.test(char)) return 3
  return /[etaoinsr-]/.test(char) ? 4 : /[a-z]/.test(char) ? 5 : 6
})
