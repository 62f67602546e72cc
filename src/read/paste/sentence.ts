import type { LogLine } from '../reader.ts'

/** One sentence of a paragraph and the lines it runs over, by their positions in the paragraph. */
export interface Sentence {
  readonly text: string
  readonly firstLine: number
  readonly lastLine: number
}

const bullet = /^\s*(?:[-*\u2022\u00b7]|\d{1,2}[.)]|[A-Za-z]\))\s+/
const abbreviation = /(?:\b(?:e\.g|i\.e|etc|vs|approx|ca|resp|cf|incl|no|nr|sec|min|max|Dr|Mr|Ms|St)|\b[A-Z])\.$/

/** Splits a paragraph at full stops, question marks and list items; a sentence may run over line ends. */
export function sentencesOf(lines: readonly LogLine[]): readonly Sentence[] {
  const sentences: Sentence[] = []
  let open: { text: string; firstLine: number } | undefined
  const close = (lastLine: number) => {
    if (open !== undefined && open.text.trim() !== '') sentences.push({ text: open.text.trim(), firstLine: open.firstLine, lastLine })
    open = undefined
  }
  for (const [index, line] of lines.entries()) {
    if (bullet.test(line.text)) close(index - 1)
    const pieces = line.text
      .trim()
      .replace(bullet, '')
      .split(/(?<=[.!?]["')\]]{0,2})\s+/)
    for (const [place, piece] of pieces.entries()) {
      open = open === undefined ? { text: piece, firstLine: index } : { ...open, text: `${open.text} ${piece}` }
      if (ends(piece) && !goesOn(open.text, pieces[place + 1])) close(index)
    }
  }
  close(lines.length - 1)
  return sentences
}

/** A quotation of several sentences, or an aside in brackets: `(15 minutes?) it is lost`. */
function goesOn(text: string, next: string | undefined): boolean {
  if (next === undefined) return false
  const inQuotes = (text.match(/"/g)?.length ?? 0) % 2 === 1
  return (inQuotes && next.includes('"')) || (/[.!?]\)$/.test(text) && /^[a-z]/.test(next))
}

function ends(piece: string): boolean {
  return /[.!?]["')\]]{0,2}$/.test(piece) && !/\.\.\.["')\]]*$/.test(piece) && !abbreviation.test(piece)
}
