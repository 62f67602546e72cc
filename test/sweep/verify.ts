import type { TextReading } from '../../src/read/dispatch.ts'

/** STYLE.md and every reader: a quote is cut here. */
const longestQuote = 400

/** What must hold of every reading, whatever the text: quotes stand where they are said to, and times are whole microseconds. Throws where it does not. */
export function verify({ events, unread }: TextReading, lines: readonly string[]): void {
  if (unread.count > lines.length) throw new Error(`${unread.count} of ${lines.length} lines unread`)
  for (const { at, quote, when, kind } of events) {
    if (!('line' in at)) throw new Error(`${kind} stands at no line`)
    const there = lines.slice(at.line - 1, at.lastLine ?? at.line).join('\n')
    if (!there.includes(quote)) throw new Error(`line ${at.line} does not hold ${JSON.stringify(quote)}`)
    if (quote.length > longestQuote) throw new Error(`a quote of ${quote.length} characters`)
    if (when !== undefined && !Number.isInteger(when.us)) throw new Error(`${kind} at ${when.us} us`)
  }
}
