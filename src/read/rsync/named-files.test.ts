import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { Dating } from '../dating.ts'
import type { TextReading } from '../dispatch.ts'
import { lineReaders } from '../index.ts'
import type { LineReader } from '../reader.ts'
import { readWhole } from '../text.ts'

/** The same readers, offered every line. */
const lineByLine: readonly LineReader[] = lineReaders.map((reader) => ({
  ...reader,
  open: (source) => {
    const reading = reader.open(source)
    return { read: (line, whole) => reading.read(line, whole), ...(reading.end === undefined ? {} : { end: (told) => reading.end?.(told) ?? [] }) }
  },
}))

function read(text: string, readers: readonly LineReader[]): TextReading {
  return readWhole(text, readers, { id: 's1', path: 'rsync.log', dating: new Dating('s1', {}), note: () => undefined })
}

const file = fc.constantFrom(
  '>f+++++++++ srv/a.dat',
  '<f.st...... b with blanks  ',
  'cd+++++++++ ./',
  '*deleting   old/x',
  '.d..t...... &amp;',
  '>f+++++++++ naïve',
  '>f+++++++++ rsync_bpc.c',
  '>f+++++++++ c\\',
  '>f+++++++++ d\rover',
)
const other = fc.constantFrom(
  'building file list',
  'sent 100 bytes  received 20 bytes  total size 4000',
  'rsync: connection unexpectedly closed (99 bytes received so far) [sender]',
  'rsync error: error in rsync protocol data stream (code 12) at io.c(228) [sender=3.2.7]',
  'something else',
)
const message = fc.oneof({ weight: 5, arbitrary: file }, { weight: 1, arbitrary: other })
const line = fc
  .tuple(fc.constantFrom('12', '12', '12', '345'), message, fc.constantFrom('', '', '', '', '\r', '\n'))
  .map(([pid, text, end]) => `2026/01/05 02:13:07 [${pid}] ${text}${end}`)

test('lines that only name files may be passed over: nothing else is told of the run', () => {
  fc.assert(
    fc.property(fc.array(line, { maxLength: 40 }), fc.boolean(), (lines, ended) => {
      const text = lines.join('\n') + (ended ? '\n' : '')
      assert.deepEqual(read(text, lineReaders), read(text, lineByLine))
    }),
    { numRuns: 400, verbose: true },
  )
})
