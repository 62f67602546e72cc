import assert from 'node:assert/strict'
import test from 'node:test'
import { at, evidenceOf, failure, made } from '../../test/hand-made.ts'
import { withEchoes } from './accounted.ts'
import { bareEnding, bareSshFailure } from './bare-ending.ts'
import { breaksOfBothEnds, brokenConnections, firstBreak, inWords } from './broken-connections.ts'
import { undecidedBreak } from './undecided-break.ts'

const reset = (rest = {}) => failure('connection.failed', { errno: 'ECONNRESET', operation: 'write', channel: 'network' }, rest)
const closed = (rest = {}) => failure('connection.closed', {}, rest)

test('breaks: a local pipe is none', () => {
  const pipe = failure('connection.failed', { errno: 'EPIPE', operation: 'write', channel: 'pipe' })
  assert.deepEqual(brokenConnections(evidenceOf(pipe)), [])
})
test('breaks: context is none', () => assert.deepEqual(brokenConnections(evidenceOf(made('connection.closed', {}))), []))
test('breaks: each in its kind', () => {
  const kinds = brokenConnections(
    evidenceOf(reset(), closed(), failure('connection.failed', { errno: 'ECONNABORTED', operation: 'read', channel: 'network' })),
  ).map(({ kind }) => kind)
  assert.deepEqual(kinds, ['reset', 'closed', 'aborted'])
})
test('breaks: the first is the earliest, not the first listed', () => {
  const early = closed({ when: at(1) })
  assert.equal(firstBreak(evidenceOf(reset({ when: at(5) }), early))?.event, early)
})
test('breaks: both ends of one rsync', () => assert.equal(breaksOfBothEnds(evidenceOf(reset({ side: 'client' }), closed({ side: 'server' })))?.length, 2))
test('breaks: two receivers are no two ends of one rsync', () => {
  const of = (host: string, role: string) => reset({ system: 'rsync', host, role })
  assert.equal(breaksOfBothEnds(evidenceOf(of('nas1', 'receiver'), of('nas2', 'receiver'), of('nas3', 'generator'))), undefined)
  assert.deepEqual(
    breaksOfBothEnds(evidenceOf(of('nas1', 'receiver'), of('nas2', 'generator'), of('web1', 'sender')))?.map(({ end }) => end),
    ['nas1', 'web1'],
  )
})
test('breaks: one end twice is one end', () => assert.equal(breaksOfBothEnds(evidenceOf(reset({ side: 'client' }), closed({ side: 'client' }))), undefined))
test('breaks: a director is no end of its own', () => {
  const [fd, dir] = [reset({ system: 'bacula', side: 'client' }), reset({ system: 'bacula', side: 'server' })]
  assert.equal(breaksOfBothEnds(evidenceOf(fd, dir)), undefined)
})
test('breaks: named by their stream', () => {
  const [mesg] = brokenConnections(evidenceOf(failure('connection.failed', { errno: 'ETIMEDOUT', operation: 'read', channel: 'network', stream: 'mesg' })))
  assert.equal(mesg === undefined ? '' : inWords(mesg), 'the mesg connection got no answer until the system gave up')
})

test('undecided: a reset after a silence is the silence told again', () => {
  const silence = failure('connection.failed', { errno: 'ETIMEDOUT', operation: 'read', channel: 'network' })
  assert.equal(undecidedBreak(evidenceOf(silence, reset())), undefined)
})
test('undecided: a full disk settles it', () =>
  assert.match(undecidedBreak(evidenceOf(failure('storage.full', { role: 'receiver' }), reset()))?.settled?.why ?? '', /receiver ran out of space/))
test('undecided: nothing else, nothing settled', () => assert.equal(undecidedBreak(evidenceOf(reset()))?.settled, undefined))

test('bare ending: a run that failed, and no reason', () => assert.notEqual(bareEnding(evidenceOf(failure('run.ended', { outcome: 'failed' }))), undefined))
test('bare ending: a code that names its reason is none', () => assert.equal(bareEnding(evidenceOf(failure('program.exited', { code: 23 }))), undefined))
test('bare ending: ssh behind a wrapper', () =>
  assert.notEqual(bareSshFailure(evidenceOf(failure('program.exited', { code: 255, role: 'ssh' }, { system: 'other' }))), undefined))
test('accounted: echoes and endings come along, other failures do not', () => {
  const [own, echo, other] = [reset(), failure('run.ended', { outcome: 'failed' }, { symptom: 'echo' }), failure('storage.full', {})]
  assert.deepEqual(withEchoes(evidenceOf(own, echo, other), [own]), [own, echo])
})
