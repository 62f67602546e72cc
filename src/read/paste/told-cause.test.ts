import assert from 'node:assert/strict'
import test from 'node:test'
import type { EventBase } from '../../model/index.ts'
import { toldCause } from './told-cause.ts'

const base: EventBase = { at: { source: 's1', line: 1 }, quote: '', system: 'other', reported: true }

const says: readonly (readonly [sentence: string, told: string | undefined])[] = [
  ['The out of memory killer had kicked in and decided to kill mysqld.', 'program.killed mysqld'],
  ['On the server the borg process was killed by the OOM killer, there were too many clients.', 'program.killed borg'],
  ['Turned out that the OOM killer struck at three in the morning.', 'program.killed'],
  ['It tried to back up while my laptop went to sleep.', 'host.suspended'],
  ['There is nothing in the logs, so I looked at the clock: the NAS had gone to standby.', 'host.suspended'],
  ['There is nothing in the logs because the machine had gone to sleep.', 'host.suspended'],
  ['This time the laptop was not put to sleep.', undefined],
  ['Check whether the OOM killer killed it.', undefined],
  ['The OOM killer may have killed it.', undefined],
  ['Was it killed by the OOM killer?', undefined],
  ['If the host went to sleep, the connection is lost.', undefined],
]

for (const [sentence, expected] of says) {
  test(sentence, () => {
    const told = toldCause(sentence, base)
    assert.equal(
      told === undefined ? undefined : [told.kind, ...(told.kind === 'program.killed' && told.victim !== undefined ? [told.victim] : [])].join(' '),
      expected,
    )
    assert.equal(told?.symptom, undefined)
  })
}
