import { type Source, thousands } from '../model/index.ts'

/** What is to be told of one source, or of several alike in the same words. */
export interface Remark {
  readonly first: Source
  /** How many more it holds for. */
  readonly others: number
  readonly text: string
}

/** What the notes of the sources say, each only once: of a folder of a thousand copies, one line tells it. */
export function remarksOn(sources: readonly Source[], notesOf: (source: Source) => readonly string[]): readonly Remark[] {
  const alike = new Map<string, { readonly first: Source; others: number }>()
  for (const source of sources) {
    const text = notesOf(source).join('; ')
    const known = alike.get(text)
    if (known !== undefined) known.others += 1
    else if (text !== '') alike.set(text, { first: source, others: 0 })
  }
  return [...alike].map(([text, { first, others }]) => ({ first, others, text }))
}

/** ` and 99 more`, behind the name of the first. */
export function andMore(others: number): string {
  return others === 0 ? '' : ` and ${thousands(others)} more`
}
