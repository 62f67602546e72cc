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
  const judged = text.slice(0, judgedLength)
  const counts = new Counts()
  if (ascii.test(judged)) countBytes(judged, counts)
  else for (const token of judged.split(/\s+/)) if (token !== '') counts.token(token)
  const { tokens, words, numbers, strong: strongWords, weak: weakWords } = counts
  return {
    ...{ tokens, words, numbers, strong: strongWords, weak: weakWords },
    get personal() {
      return personal.test(judged)
    },
  }
}

class Counts {
  tokens = 0
  words = 0
  numbers = 0
  strong = 0
  weak = 0

  token(token: string): void {
    if (/^[-*>|=_~]+$/.test(token)) return
    this.tokens += 1
    if (wordy.test(token)) this.words += 1
    else if (/^[\d.,]+$/.test(token)) this.numbers += 1
    this.binding(token)
  }

  /** Whether it binds others, whatever stands around it. */
  binding(token: string): void {
    const bare = token.toLowerCase().replace(/^[^a-z]+|[^a-z']+$/g, '')
    if (strong.has(bare)) this.strong += 1
    else if (weak.has(bare)) this.weak += 1
  }

  /** The same of a word of letters alone. */
  bindingKey(letters: number, key: number): void {
    const kind = letters > longestKey ? undefined : byKey.get(key)
    if (kind === 'strong') this.strong += 1
    else if (kind === 'weak') this.weak += 1
  }
}

const scratch = Buffer.allocUnsafe(judgedLength)

/** The same from the bytes of a line: most of its tokens are plain words, or hold what no word holds. */
function countBytes(text: string, counts: Counts): void {
  const end = scratch.write(text, 'latin1')
  for (let at = 0; at < end; at += 1) {
    if (kindOf(scratch[at]) === space) continue
    const from = at
    let kinds = 0
    let letters = 0
    let key = 0
    for (let kind = kindOf(scratch[at]); kind !== space && at < end; kind = kindOf(scratch[at])) {
      // Letters on both sides of something else make no word that is looked up by its letters.
      if (kind === letter && (kinds & ~(letter | opening)) === 0) {
        letters += 1
        key = key * 32 + ((scratch[at] ?? 0) & 31)
      }
      kinds |= kind
      at += 1
    }
    count(text, from, at, { kinds, letters, key }, counts)
  }
}

interface Token {
  /** What it is made of. */
  readonly kinds: number
  readonly letters: number
  /** Its letters as a number. */
  readonly key: number
}

function count(text: string, from: number, to: number, { kinds, letters, key }: Token, counts: Counts): void {
  const plain = kinds === letter || (kinds === (letter | ending) && letters === to - from - 1)
  if (plain) {
    counts.tokens += 1
    counts.words += 1
    counts.bindingKey(letters, key)
  } else if ((kinds & letter) === 0 && (kinds & digit) !== 0) {
    counts.tokens += 1
    if ((kinds & (opening | other)) === 0 && !/[;:!?]/.test(text.slice(from, to))) counts.numbers += 1
  } else if ((kinds & (digit | other)) !== 0 && to - from > longestBinding && (kinds & letter) !== 0) {
    counts.tokens += 1
    if (mayBindInside(from, to)) counts.binding(text.slice(from, to))
  } else counts.token(text.slice(from, to))
}

/** Whether few enough letters stand between the first and the last of a token. */
function mayBindInside(from: number, to: number): boolean {
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

/** Words of letters alone as numbers: so many letters fit into one exactly. */
const longestKey = 10
const byKey = new Map([...keyed(weak, 'weak'), ...keyed(strong, 'strong')])

function keyed(words: ReadonlySet<string>, kind: 'strong' | 'weak'): readonly (readonly [number, 'strong' | 'weak'])[] {
  return [...words].filter((word) => /^[a-z]{1,10}$/.test(word)).map((word) => [Array.from(word).reduce((key, char) => key * 32 + (char.charCodeAt(0) & 31), 0), kind])
}
