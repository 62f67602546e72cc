/** One value of a structured line, wherever in it: `error.message` of `{"error":{"message":"…"}}`. */
export interface Member {
  /** The names that lead to it, joined by dots; those of a list's elements are empty. */
  readonly path: string
  readonly text: string
  /** Where its name begins, and from where to where it stands as written, quotation marks aside. */
  readonly at: number
  readonly from: number
  readonly to: number
}

/** A line of a text that was written into one value, and where it stands there. */
export interface Piece {
  readonly text: string
  readonly from: number
  readonly to: number
}

const escapes = /\\(?:u[\da-fA-F]{4}|x[\da-fA-F]{2}|[\s\S])/g
/** Every escape, so that a backslash that is one itself begins none, and line ends that were left as they are. */
const lineEnds = /\n|\\[\s\S]/g
const meanings: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' }

/** A text as it was before a program put it between quotation marks. */
export function unescaped(written: string): string {
  if (!written.includes('\\')) return written
  return written.replace(escapes, (found) => {
    const sign = found.charAt(1)
    if (found.length > 2) return String.fromCharCode(Number.parseInt(found.slice(2), 16))
    return meanings[sign] ?? sign
  })
}

/** The lines that a value holds, each with its place; blank ones are left out. */
export function piecesOf(whole: string, { from, to }: Pick<Member, 'from' | 'to'>): readonly Piece[] {
  const written = whole.slice(from, to)
  const ends: { readonly at: number; readonly length: number }[] = []
  if (/[\\\n]/.test(written))
    for (const { 0: found, index } of written.matchAll(lineEnds)) if (/^(?:\n|\\[nr])$/.test(found)) ends.push({ at: index, length: found.length })
  const starts = [0, ...ends.map(({ at, length }) => at + length)]
  return starts
    .map((start, index) => ({ from: from + start, to: from + (ends[index]?.at ?? written.length) }))
    .map((piece) => ({ ...piece, text: unescaped(whole.slice(piece.from, piece.to)).trimEnd() }))
    .filter(({ text }) => text.trim() !== '')
}

/** Where a quoted text ends that begins behind its mark; the end of the whole where it was cut off. */
export function endOfQuoted(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === backslash) at += 1
    else if (code === quotationMark) return at
  }
  return text.length
}

const backslash = 0x5c
const quotationMark = 0x22
