/** Words that hold sentences together and that programs seldom print. */
const strong = new Set(
  "i i'm i've i'd i'll we we're we've you your my our me us he she they their it's its this that that's these those there is isn't are aren't was wasn't were weren't has have had hasn't haven't but because when while which who so if also always usually often every after before although though however then than does doesn't did didn't would should could can can't cannot will won't may might seems seem just even still only here what how why where about between both other any some all very more most same like".split(
    ' ',
  ),
)
const weak = new Set("the a an to of in on at by from for with as not no be been and or into over it do don't".split(' '))
const personal = /(?:^|[\s("'])(?:I|I'm|I've|I'd|I'll|we|we're|we've|my|our|you|your|anyone|someone|people)(?=[\s,.;:!?)']|$)/i

const wordy = /^["'(*_~`[-]*[A-Za-z](?:[A-Za-z'/@-]|\.(?=[A-Za-z]))*["')\]*_~`]*[.,;:!?]*["')]*$/

/** How much of a text is words, and how many of those bind sentences. */
export interface Wording {
  readonly tokens: number
  readonly words: number
  readonly numbers: number
  readonly strong: number
  readonly weak: number
  readonly personal: boolean
}

/** Of a line so much is judged. */
const judgedLength = 600
const ascii = /^[\0-\x7f]*$/

/** Counts the words of one line. */
export function countWords(text: string): Wording {
  const judged = text.length > judgedLength ? text.slice(0, judgedLength) : text
  const counts = new Counts(judged)
  if (ascii.test(judged)) counts.bytes()
  else for (const token of judged.split(/\s+/)) if (token !== '') counts.token(token)
  return counts
}

class Counts implements Wording {
  readonly #text: string
  tokens = 0
  words = 0
  numbers = 0
  strong = 0
  weak = 0

  constructor(text: string) {
    this.#text = text
  }

  get personal(): boolean {
    return personal.test(this.#text)
  }

  token(token: string): void {
    if (rule.test(token)) return
    this.tokens += 1
    if (wordy.test(token)) this.words += 1
    else if (number.test(token)) this.numbers += 1
    this.#bind(token)
  }

  /** The same from the bytes of the text: most of its tokens are plain words, or hold what no word holds. */
  bytes(): void {
    const end = scratch.write(this.#text, 'latin1')
    for (let at = 0; at < end; at += 1) {
      if (kindOf(scratch[at]) === space) continue
      const from = at
      let key = 0
      for (; at < end && kindOf(scratch[at]) === letter; at += 1) key = key * 32 + ((scratch[at] ?? 0) & 31)
      const letters = at - from
      let kinds = 0
      for (let kind = kindOf(scratch[at]); at < end && kind !== space; kind = kindOf(scratch[at])) {
        kinds |= kind
        at += 1
      }
      if (letters > 0 && (kinds === 0 || (kinds === ending && at === from + letters + 1))) this.#plain(letters, key)
      else this.#mixed(from, at, letters > 0 ? kinds | letter : kinds)
    }
  }

  /** A word of letters alone, a full stop or the like behind it aside. */
  #plain(letters: number, key: number): void {
    this.tokens += 1
    this.words += 1
    if (letters > longestBinding) return
    const kind = byKey.get(key)
    if (kind === 'strong') this.strong += 1
    else if (kind === 'weak') this.weak += 1
  }

  #mixed(from: number, to: number, kinds: number): void {
    if ((kinds & letter) === 0 && (kinds & digit) !== 0) {
      this.tokens += 1
      if ((kinds & (opening | other)) === 0 && number.test(this.#text.slice(from, to))) this.numbers += 1
    } else if ((kinds & letter) !== 0 && (kinds & (digit | other)) !== 0) {
      this.tokens += 1
      if (mayBind(from, to)) this.#bind(this.#text.slice(from, to))
    } else this.token(this.#text.slice(from, to))
  }

  /** Whether it binds others, whatever stands around it. */
  #bind(token: string): void {
    const bare = token.toLowerCase().replace(around, '')
    if (strong.has(bare)) this.strong += 1
    else if (weak.has(bare)) this.weak += 1
  }
}

const rule = /^[-*>|=_~]+$/
const number = /^[\d.,]+$/
/** What stands around a word. */
const around = /^[^a-z]+|[^a-z']+$/g

const scratch = Buffer.allocUnsafe(judgedLength)

/** Whether few enough letters stand between the first and the last of a token. */
function mayBind(from: number, to: number): boolean {
  let [first, last] = [from, to - 1]
  while (kindOf(scratch[first]) !== letter) first += 1
  while (kindOf(scratch[last]) !== letter && scratch[last] !== apostrophe) last -= 1
  return last - first < longestBinding
}

const apostrophe = 0x27
const longestBinding = Math.max(...[...strong, ...weak].map(({ length }) => length))

const space = 0
const letter = 1
const digit = 2
/** `.,;:!?` */
const ending = 4
/** What else stands in or around a word that people write. */
const opening = 8
const other = 16

const kindsOfBytes = Uint8Array.from({ length: 128 }, (_, byte) => {
  const char = String.fromCharCode(byte)
  if (/\s/.test(char)) return space
  if (/[A-Za-z]/.test(char)) return letter
  if (/\d/.test(char)) return digit
  if (/[.,;:!?]/.test(char)) return ending
  return /["'()*_~`[\]/@-]/.test(char) ? opening : other
})

function kindOf(byte = 0): number {
  return kindsOfBytes[byte] ?? other
}

/** Words of letters alone as numbers, five bits for each letter. */
const byKey = new Map([...keyed(weak, 'weak'), ...keyed(strong, 'strong')])

function keyed(words: ReadonlySet<string>, kind: 'strong' | 'weak'): readonly (readonly [number, 'strong' | 'weak'])[] {
  return [...words]
    .filter((word) => /^[a-z]+$/.test(word))
    .map((word) => [Array.from(word).reduce((key, char) => key * 32 + (char.charCodeAt(0) & 31), 0), kind])
}
