import assert from 'node:assert/strict'
import test from 'node:test'
import { type Content, Copies } from './copies.ts'

type Sketch = readonly [path: string, date?: number | undefined, sha256?: string]

const worlds: readonly (readonly [world: string, sketches: readonly Sketch[], told: string])[] = [
  ['one log under two names, one of them dated', [['a/log'], ['a/log.20261121', 1]], '1'],
  ['the dated name first', [['a/log.20261121', 1], ['a/log']], '1'],
  [
    'two nights that went alike',
    [
      ['a/x-1.log', 1],
      ['a/x-2.log', 2],
    ],
    '',
  ],
  [
    'one night under two names',
    [
      ['a/x-1.log', 1],
      ['a/y-1.log', 1],
    ],
    '1',
  ],
  ['two ends that hold equal files', [['client/x.log'], ['server/x.log']], ''],
  ['different content', [['a/x.log'], ['a/y.log', undefined, 'other']], ''],
]

for (const [world, sketches, told] of worlds) {
  test(world, () => {
    const copies = new Copies()
    const repeats = sketches.map(([path, us, sha256 = 'same'], index) =>
      copies.originalOf(content(index, path, sha256), us === undefined ? undefined : { us, resolutionUs: 1, from: '' }),
    )
    assert.equal(repeats.flatMap((original, index) => (original === undefined ? [] : [index])).join(' '), told)
  })
}

function content(index: number, path: string, sha256: string): Content {
  return { index, path, stored: { sha256, bytes: 1 } }
}
