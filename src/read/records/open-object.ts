import { logLine, type PhysicalLine } from '../lines.ts'
import type { LogLine } from '../reader.ts'
import { linesOfRecords, type Placing, type Unfolded } from './unfold.ts'

/** A longer object is no line of a log but a file of settings or data. */
const mostLines = 120
const mostCharacters = 32_768

/** What stood between two braces: records, or lines that are none. */
type Closed = { readonly records: readonly Unfolded[]; readonly whole: LogLine } | { readonly lines: readonly PhysicalLine[] }

/** Gathers a JSON object that is written over several lines, as jq and journald's `json-pretty` write records. */
export class OpenObject {
  #held: { readonly physical: PhysicalLine; readonly line: LogLine }[] = []
  #indent = ''
  #characters = 0
  /** Some programs write the lines of a string as they are. */
  #inString = false

  get isOpen(): boolean {
    return this.#held.length > 0
  }

  /** Whether an object begins with this line, which is then held. */
  opens(line: LogLine, physical: PhysicalLine): boolean {
    if (line.text.charCodeAt(line.text.length - 1) !== brace) return false
    const opening = /^(\s{0,40})(?:\[|\},?\s{0,4})?\{$/.exec(line.text)
    if (opening === null) return false
    this.#indent = opening[1] ?? ''
    this.#characters = physical.raw.length
    this.#held = [{ physical, line }]
    this.#inString = false
    return true
  }

  /** The next line: what came of the object when it ends here, undefined while it goes on. */
  add(physical: PhysicalLine): Closed | undefined {
    const line = logLine(physical)
    this.#held.push({ physical, line })
    this.#characters += physical.raw.length
    const closing = /^(\s{0,40})\}[\]},\s]*$/.exec(line.text)
    if (closing?.[1] === this.#indent) return this.end()
    const inString = this.#inString
    if (line.text.replace(escaped, '').split('"').length % 2 === 0) this.#inString = !inString
    const isPart = (inString || partOfObject.test(line.text)) && this.#held.length <= mostLines && this.#characters <= mostCharacters
    return isPart ? undefined : this.#asLines()
  }

  /** What came of it at the end of the text. */
  end(): Closed {
    const [first] = this.#held
    if (first === undefined) return { lines: [] }
    const text = this.#held
      .map(({ line }) => line.text)
      .join('\n')
      .replace(/^[\s[},]+/, (before) => ' '.repeat(before.length))
    const lastLine = this.#held.at(-1)?.line.lastLine ?? first.line.lastLine
    const whole: LogLine = { ...first.line, text, lastLine }
    const records = linesOfRecords(whole, this.#placing(text), 0)
    if (records === undefined) return this.#asLines()
    this.#held = []
    return { records, whole: { ...whole, text: first.line.text } }
  }

  /** The first line is offered as it is: it opens nothing again. */
  #asLines(): Closed {
    const lines = this.#held.map(({ physical }) => physical)
    this.#held = []
    return { lines }
  }

  #placing(text: string): Placing {
    const held = this.#held.map(({ line }) => line)
    return ({ at }, piece, alone) => {
      const index = text.slice(0, alone ? at : piece.from).split('\n').length - 1
      const { raw, line } = held[index] ?? { raw: '', line: 1 }
      const written = text.slice(piece.from, piece.to)
      return !alone && raw.includes(written) ? { line, lastLine: line, raw: written, isPart: true } : { line, lastLine: line, raw }
    }
  }
}

const brace = 0x7b
const escaped = /\\[\s\S]/g
/** A member, an element, or a bracket. */
const partOfObject = /^\s*(?:"|[\]}{[]|-?\d|true\b|false\b|null\b|$)/
