import assert from 'node:assert/strict'
import test from 'node:test'
import { linesOf, logLine, longestLine } from './lines.ts'

const found: readonly (readonly [string, string])[] = [
  ['log/20091123/office.log:multiplexing overflow 101:7104843 [sender]', 'multiplexing overflow 101:7104843 [sender]'],
  ['/var/log/syslog.2.gz:12:copyd: read error', 'copyd: read error'],
  ['backup.log: No space left on device', 'backup.log: No space left on device'],
  ['notes.txt:', 'notes.txt:'],
  ['main.c:100: error', 'main.c:100: error'],
  ['https://host/x.log:80/', 'https://host/x.log:80/'],
]

const decorated: readonly (readonly [string, string])[] = [
  ['copier_1  | read error: Broken pipe', 'read error: Broken pipe'],
  ['name | size | age', 'name | size | age'],
  ['tar -c /srv | ssh vault', 'tar -c /srv | ssh vault'],
  ['```read error: Broken pipe', 'read error: Broken pipe'],
  ['`read error: Broken pipe`', 'read error: Broken pipe'],
  ['```', '```'],
  ['\u001b[31mread error:\u001b[0m Broken pipe\u001b[K', 'read error: Broken pipe'],
  ['\u001b]0;web1: ~\u0007$ rsync -a /srv vault:', '$ rsync -a /srv vault:'],
  ['<p class="x">read error: Broken pipe<br />', 'read error: Broken pipe'],
  ['<pre><code>read error: Broken pipe</code></pre>', 'read error: Broken pipe'],
  ['<30>Nov 21 a', '<30>Nov 21 a'],
  ['<16> bpbkar Exit: error <2>', '<16> bpbkar Exit: error <2>'],
  ['[CODE]read error: Broken pipe[/CODE]', 'read error: Broken pipe'],
  ['[b]read error: Broken pipe[/b]', 'read error: Broken pipe'],
  ['[12] read error [sender]', '[12] read error [sender]'],
  ['**read error: Broken pipe**', 'read error: Broken pipe'],
  ['*** A TAPE ERROR OCCURRED ***', '*** A TAPE ERROR OCCURRED ***'],
]

test('what shows a line in a report or beside other containers is no part of it', async (t) => {
  for (const [raw, text] of decorated) await t.test(raw, () => assert.equal(logLine({ raw, line: 1 }).text, text))
})

test('the file name that grep puts in front of a line is no part of it', async (t) => {
  for (const [raw, text] of found) await t.test(raw, () => assert.equal(logLine({ raw, line: 1 }).text, text))
})

const record = (index: number): string => JSON.stringify({ level: 'info', msg: `copied file ${index}` })
const most = 2_000
const overlong: readonly (readonly [string, string])[] = [
  ['hours of a progress display', Array.from({ length: most }, (_, index) => `${index},000 bytes ${index / 10}% 1.2MB/s`).join('\r')],
  ['an export of records', `[${Array.from({ length: most }, (_, index) => record(index)).join(',')}]`],
  ['an export with blanks', `{"events": [${Array.from({ length: most }, (_, index) => record(index)).join(', ')}]}`],
]

test('an overlong line is divided where it holds several, and nothing of it is lost', async (t) => {
  for (const [name, text] of overlong) {
    await t.test(name, () => {
      assert.ok(text.length > 2 * longestLine)
      const lines = linesOf(`${text}\nlast`)
      const inside = lines.slice(0, -1)
      assert.deepEqual(lines.at(-1), { raw: 'last', line: 2 })
      assert.ok(inside.every(({ raw, line }) => raw.length <= longestLine && line === 1 && text.includes(raw)))
      assert.equal(inside.map(({ raw }) => raw).join(text.includes('\r') ? '\r' : ','), text)
    })
  }
})

test('an overlong line that holds one is cut', () => {
  const lines = linesOf(`${'x'.repeat(longestLine + 5)}\nlast`)
  assert.deepEqual(
    lines.map(({ raw }) => raw.length),
    [longestLine, 4],
  )
})
