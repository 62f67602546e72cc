import assert from 'node:assert/strict'
import test from 'node:test'
import type { Event } from '../../src/model/index.ts'
import { readText, told } from '../../src/read/generic/read-text.ts'
import type { LineReader } from '../../src/read/reader.ts'

/** What becomes of a text, as `told` has it; nothing where the readers know it and it says nothing, undefined where they leave it to others. */
export type ToldTable = readonly (readonly [text: string, told: readonly string[] | undefined])[]

/** One test for each text: whether one of the readers claims it, and what it tells. */
export function testTold(readers: readonly LineReader[], table: ToldTable): void {
  for (const [text, expected] of table) {
    test(text, () => {
      const reading = readText(readers, text)
      assert.equal(reading.claimed.length > 0, expected !== undefined)
      assert.deepEqual(told(reading.events), expected ?? [])
    })
  }
}

/** The kinds of the events of a line, with a star where one is the failure itself and a tilde where it repeats one. */
export type KindTable = readonly (readonly [line: string, kinds: string])[]

/** One test for each line: of which kinds its events are. */
export function testKinds(readers: readonly LineReader[], table: KindTable): void {
  const format = readers.map(({ id }) => id).join(', ')
  for (const [line, kinds] of table) {
    test(`${format}: ${line.slice(0, 90)}`, () => assert.equal(readText(readers, line).events.map(markedKind).join(' '), kinds))
  }
}

function markedKind({ kind, symptom }: Event): string {
  return `${symptom === undefined ? '' : mark[symptom]}${kind}`
}

const mark = { specific: '*', echo: '~' } as const

/** Fails for a quote that does not stand verbatim at its place in the text. */
export function assertQuoted(text: string, events: readonly Event[], name = ''): void {
  const lines = text.split('\n')
  for (const { at, quote } of events) {
    assert.ok('line' in at)
    assert.ok(
      lines
        .slice(at.line - 1, at.lastLine ?? at.line)
        .join('\n')
        .includes(quote),
      `${name}:${at.line} ${quote}`,
    )
  }
}
