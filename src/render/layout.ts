import { styleText } from 'node:util'
import { widthOf } from './width.ts'

export type Tone = 'strong' | 'quiet' | 'quote' | 'good' | 'bad'

export interface Paper {
  /** Columns; the text never passes them except where a single word or command is longer. */
  readonly width: number
  readonly colour: boolean
}

const tones = { strong: 'bold', quiet: 'dim', quote: 'cyan', good: 'green', bad: 'red' } as const

/** Decorates text; without colour the text says everything by itself. */
export function toned(paper: Paper, tone: Tone, text: string): string {
  return paper.colour && text !== '' ? styleText(tones[tone], text, { validateStream: false }) : text
}

/** Wraps words to the paper: the first line after `lead`, the others indented to the same column. */
export function wrapped(paper: Paper, lead: string, text: string): readonly string[] {
  const indent = ' '.repeat(widthOf(lead))
  const room = Math.max(20, paper.width - indent.length)
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/ +/)) {
    if (line !== '' && widthOf(line) + 1 + widthOf(word) > room) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  lines.push(line)
  return lines.map((each, index) => (index === 0 ? lead : indent) + each)
}
