import assert from 'node:assert/strict'
import test from 'node:test'
import type { Event, Moment } from '../model/index.ts'
import { pairsOf } from './index.ts'

function message(kind: 'message.sent' | 'message.received', key: string, clock: string, us?: number): Event {
  const when: { readonly when?: Moment } = us === undefined ? {} : { when: { clock, us } }
  return { kind, key, at: { source: 's1', line: 1 }, quote: key, system: 'netbackup', ...when }
}

const cases: readonly { readonly world: string; readonly events: readonly Event[]; readonly want: readonly (readonly [number, number])[] }[] = [
  { world: 'one line at each end', events: [message('message.received', 'k', 'b', 7), message('message.sent', 'k', 'a', 5)], want: [[5, 7]] },
  { world: 'different keys', events: [message('message.received', 'k', 'b', 7), message('message.sent', 'm', 'a', 5)], want: [] },
  { world: 'both ends in one log', events: [message('message.received', 'k', 'a', 7), message('message.sent', 'k', 'a', 5)], want: [] },
  { world: 'an end without a time', events: [message('message.received', 'k', 'b'), message('message.sent', 'k', 'a', 5)], want: [] },
  {
    world: 'the same message twice pairs off in order',
    events: [
      message('message.received', 'k', 'b', 90),
      message('message.sent', 'k', 'a', 5),
      message('message.sent', 'k', 'a', 80),
      message('message.received', 'k', 'b', 7),
    ],
    want: [
      [5, 7],
      [80, 90],
    ],
  },
  {
    world: 'a line pasted twice counts once',
    events: [message('message.sent', 'k', 'a', 5), message('message.sent', 'k', 'a', 5), message('message.received', 'k', 'b', 7)],
    want: [[5, 7]],
  },
  {
    world: 'one end missed a message: only the outermost order is sure',
    events: [message('message.sent', 'k', 'a', 5), message('message.received', 'k', 'b', 7), message('message.received', 'k', 'b', 90)],
    want: [[5, 90]],
  },
]

for (const { world, events, want } of cases) {
  test(world, () => {
    assert.deepEqual(
      pairsOf(events).map(({ sent, received }) => [sent.us, received.us]),
      want,
    )
  })
}
