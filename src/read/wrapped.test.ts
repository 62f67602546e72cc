import assert from 'node:assert/strict'
import test from 'node:test'
import { generic } from './generic/reader.ts'
import { lineReaders } from './index.ts'
import { linesOf } from './lines.ts'
import { paste } from './paste/reader.ts'
import { Dating } from './dating.ts'
import { readWhole } from './text.ts'
import { brokenLines } from './wrapped.ts'

const groupsOf = (text: string) => brokenLines(linesOf(text))?.map((parts) => parts.map(({ raw }) => raw).join(' / '))

test('a text whose longest lines go on in the next one was broken at that width', () => {
  const text = [
    'Since Monday the nightly run of our two web servers fails, and this is all I',
    'find in the log of the one that stores the copies:',
    '',
    '2026-11-21 05:40:12 copyd[811]: web1 /srv/data level 0 FAILED [read error:',
    'Connection reset by peer]',
    '2026-11-21 05:40:13 copyd[811]: retrying',
  ]
  assert.deepEqual(groupsOf(text.join('\n')), [`${text[0]} / ${text[1]}`, text[2], `${text[3]} / ${text[4]}`, text[5]])
  const quoted = text.map((line) => `> ${line}`)
  assert.equal(groupsOf(quoted.join('\n'))?.[2], `${quoted[3]} / ${quoted[4]}`)
})

const whole: readonly (readonly [world: string, lines: readonly string[]])[] = [
  ['lines longer than any mail has', ['copyd: started', `copyd: ${'copied one file '.repeat(8)}`, 'and went on']],
  ['short lines', ['copyd: started', 'copyd: done']],
  [
    'a table',
    [
      'web1        /srv/data          0   15645696   7831974   50.1   78:01   1673.2',
      'web1        /etc               0     259820    259820     --    0:32   8077.0',
    ],
  ],
  [
    'records of one width, each with a beginning of its own',
    [
      '05:40:12 web1: copied the first part of /srv/data/archive to the vault, done',
      '05:40:13 web1: copied the other part of /srv/data/archive to the vault, done',
    ],
  ],
  ['indented lists', ['copyd: the following files could not be read and have been left out of it:', '  /srv/data/locked.db', '  /srv/data/other.db']],
]

for (const [world, lines] of whole) test(`nothing shows that lines were broken: ${world}`, () => assert.equal(groupsOf(lines.join('\n')), undefined))

const vault = {
  id: 'vault',
  open: () => ({ read: ({ text }: { readonly text: string }) => (/^vault: .* failed: \w+ \w+$/.test(text) ? [] : undefined) }),
}

test('a broken line is one line for the reader that knows it as one, and any two lines where none does', () => {
  const read = (text: string) => {
    const { claimed, lines } = readWhole(text, [vault, generic, paste], { id: 's1', path: 'mail', dating: new Dating('s1', {}), note: () => undefined })
    return [lines, ...claimed.map(({ reader, lines: taken }) => `${reader} ${taken}`)]
  }
  const line = 'vault: storing the copy of web1 in the vault of the other building failed: no'
  assert.deepEqual(read(`${line}\nroom`), [2, 'vault 2'])
  assert.deepEqual(read(`${line}\nroom at all today\nvault: step failed: no room`), [3, 'vault 1'])
})

test('a text of nothing but ends of lines is no mail, and harms nobody', () => {
  assert.equal(groupsOf(`copyd: the connection to the other end was closed after 12345 bytes\n${'\n'.repeat(250_000)}`), undefined)
})

test('a failure that a program tells in a line of its own is no rest of the line before', () => {
  const lines = [
    'repository 24a21b3a opened (version 2, compression level auto)',
    'created new cache in /var/cache/restic/24a21b3a',
    'Save(<lock/7d01cfaa1e>) failed: <lock/7d01cfaa1e> does not exist',
    'unable to create lock in backend: <lock/7d01cfaa1e> does not exist',
  ]
  const source = { id: 's1', path: 'sample', dating: new Dating('s1', {}), note: () => undefined }
  const { events } = readWhole(lines.join('\n'), lineReaders, source)
  assert.deepEqual(
    events.filter(({ symptom }) => symptom !== undefined).map(({ at }) => at),
    [
      { source: 's1', line: 3 },
      { source: 's1', line: 4 },
    ],
  )
})
