import assert from 'node:assert/strict'
import test from 'node:test'
import type { Event } from '../../model/index.ts'
import { answer, evidenceOf, failure, made } from '../../../test/hand-made.ts'
import { remoteProgramMissing } from './cause.ts'

const missing = (rest = {}) => failure('program.missing', { program: 'rsync' }, { quote: 'bash: rsync: command not found', ...rest })
const exit = (code: number, rest = {}) => failure('program.exited', { code }, rest)
const closed = (rest = {}) => failure('connection.closed', {}, rest)

const worlds: readonly (readonly [world: string, events: readonly Event[], answer: string])[] = [
  ['the shell and the exit code say so', [missing(), closed(), exit(127)], 'decisive'],
  ['the shell says so', [missing()], 'strong'],
  ['the exit code alone', [exit(127)], 'strong'],
  [
    'the ssh server starts nothing for this user',
    [failure('program.missing', { detail: 'exec request failed on channel 0' }, { system: 'ssh', quote: 'exec request failed on channel 0' }), closed()],
    'weak',
  ],
  ['found and not executable', [exit(126)], 'strong'],
  ['something else was missing after the program had answered', [missing(), failure('connection.closed', { bytesReceived: 40_981 })], 'ruled-out'],
  ['a start-up file misses a command', [made('program.missing', { program: 'pyenv' }), failure('storage.full', {})], 'ruled-out'],
  ['told in prose', [missing({ reported: true })], 'weak'],
  ['another exit code', [exit(12)], 'not-applicable'],
]

for (const [world, events, expected] of worlds) {
  test(`remote-program-missing: ${world}`, () => {
    const evidence = evidenceOf(...events)
    const outcome = remoteProgramMissing.weigh(evidence)
    assert.equal(answer(outcome), expected)
    if (outcome.outcome !== 'explains') return
    assert.ok(outcome.headline.length <= 100, outcome.headline)
    assert.ok(remoteProgramMissing.remedies(evidence, outcome).length > 0)
    assert.ok(outcome.strength !== 'weak' || (outcome.next ?? []).length > 0 || outcome.evidence.length > 0)
    for (const event of outcome.accountsFor) assert.ok(evidence.symptoms.includes(event))
  })
}

test('remote-program-missing: what a script of the site calls is no part of NetBackup', () => {
  for (const [program, says] of [
    ['rman', /env -i/],
    ['/usr/openv/netbackup/bin/bpbkar', /netbackup\/bin\/version/],
    ['/usr/libexec/amanda/amandad', /amlibexecdir/],
  ] as const) {
    const evidence = evidenceOf(failure('program.missing', { program }, { system: program.endsWith('amandad') ? 'host' : 'netbackup' }))
    const outcome = remoteProgramMissing.weigh(evidence)
    assert.ok(outcome.outcome === 'explains')
    assert.match(remoteProgramMissing.remedies(evidence, outcome)[0]?.commands.join(' ') ?? '', says)
  }
})
