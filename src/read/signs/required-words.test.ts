import assert from 'node:assert/strict'
import test from 'node:test'
import { alternativesOf } from './required-words.ts'

const required: readonly (readonly [pattern: RegExp, words: readonly (readonly string[] | undefined)[]])[] = [
  [/vzdump|job aborted/, [['vzdump'], ['job aborted']]],
  [/^(?:INFO|ERROR|\d{3}): ?/, [undefined]],
  [/abc(?:d|e)f/, [['abcdf', 'abcef']]],
  [/[Bb]org\d?/, [['borg']]],
  [/\bstart(?:ed)? (?:of )?run/, [['start of run', 'start run', 'started of run', 'started run']]],
  [/x{4,}|-{20}>/, [['xxxx'], ['-------------------->']]],
  [/\bcode=(?=killed)\w+/, [['code=']]],
  [/a.*b|\w+ \d+/, [undefined, undefined]],
  [/"level":\s*"(?:error|fatal)"/, [['"level":']]],
  [/\/lock\.(?:exclusive|roster)/, [['/lock.exclusive', '/lock.roster']]],
  [/[^abc]{3}\u2026\x41\p{L}tail/u, [['tail']]],
  [/(?<name>old)er \k<name> (?<!x)thing/, [['older ']]],
]

for (const [pattern, words] of required) {
  test(`what ${String(pattern)} requires`, () => {
    assert.deepEqual(
      alternativesOf(pattern).map((alternative) => alternative.words?.toSorted()),
      words.map((set) => set?.map((word) => word.replaceAll('[', '{')).toSorted()),
    )
  })
}
