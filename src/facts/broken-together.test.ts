import assert from 'node:assert/strict'
import test from 'node:test'
import type { Errno, Event } from '../model/index.ts'
import { at, evidenceOf, failure, made } from '../../test/hand-made.ts'
import { brokenTogether } from './broken-together.ts'

type Session = readonly [peer: string, brokeAt: number, errno?: Errno, source?: string]

const worlds: readonly (readonly [world: string, sessions: readonly Session[], told: readonly [hosts: number, seconds: number] | undefined])[] = [
  [
    'three hosts within seconds',
    [
      ['a', 100],
      ['b', 102],
      ['c', 107],
    ],
    [3, 7],
  ],
  [
    'two hosts',
    [
      ['a', 100],
      ['b', 102],
    ],
    undefined,
  ],
  [
    'three sessions of one host',
    [
      ['a', 100],
      ['a', 102],
      ['a', 107],
    ],
    undefined,
  ],
  [
    'three hosts within hours',
    [
      ['a', 100],
      ['b', 4_000],
      ['c', 9_000],
    ],
    undefined,
  ],
  [
    'three hosts within seconds, of five that broke by and by',
    [
      ['a', 100],
      ['b', 102],
      ['c', 107],
      ['d', 9_000],
      ['e', 20_000],
    ],
    undefined,
  ],
  [
    'four hosts within seconds, and one later',
    [
      ['a', 100],
      ['b', 102],
      ['c', 107],
      ['d', 130],
      ['e', 20_000],
    ],
    [4, 30],
  ],
  [
    'three hosts, each in another way',
    [
      ['a', 100],
      ['b', 102, 'ETIMEDOUT'],
      ['c', 107, 'EPIPE'],
    ],
    undefined,
  ],
  [
    'three logs, each of another host',
    [
      ['a', 100],
      ['b', 102, 'ECONNRESET', 's2'],
      ['c', 107, 'ECONNRESET', 's3'],
    ],
    undefined,
  ],
]

for (const [world, sessions, told] of worlds) {
  test(`connections that broke together: ${world}`, () => {
    const found = brokenTogether(evidenceOf(...sessions.flatMap(session)))
    assert.deepEqual(found === undefined ? undefined : [found.breaks.length, found.withinUs / 1e6], told)
  })
}

function session([peer, brokeAt, errno = 'ECONNRESET', source = 's1']: Session, index: number): readonly Event[] {
  const rest = { run: `run ${index}`, source }
  return [
    made('run.started', { peer }, { ...rest, when: at(index) }),
    failure('connection.failed', { errno, operation: 'read', channel: 'network' }, { ...rest, when: at(brokeAt) }),
  ]
}
