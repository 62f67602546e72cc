import assert from 'node:assert/strict'
import test from 'node:test'
import { evidenceOf, failure, made } from '../../test/hand-made.ts'
import { acceptedTrial, otherPortAccepted, untoldTrial } from './tried-ports.ts'

const failed = { port: 873, peer: 'backup1 (192.0.2.9)' }
const tried = (accepted: boolean, port?: number, peer?: string) =>
  made('port.tried', { accepted, ...(port === undefined ? {} : { port }), ...(peer === undefined ? {} : { peer }) }, { system: 'host' })

const rows: readonly (readonly [world: string, trial: ReturnType<typeof tried>, same: boolean, other: boolean])[] = [
  ['the port, by address', tried(true, 873, '192.0.2.9'), true, false],
  ['the port, by name', tried(true, 873, 'backup1'), true, false],
  ['the port, by its whole name', tried(true, 873, 'backup1.example.net'), true, false],
  ['the port of an unnamed host', tried(true, 873), true, false],
  ['the port of another address', tried(true, 873, '198.51.100.4'), false, false],
  ['the port of another name', tried(true, 873, 'backup2'), false, false],
  ['another port of the host', tried(true, 22, '192.0.2.9'), false, true],
  ['another port of an unnamed host', tried(true, 22), false, false],
  ['another port of another host', tried(true, 22, '198.51.100.4'), false, false],
  ['the port, in vain', tried(false, 873, '192.0.2.9'), false, false],
  ['no port is known', tried(true, undefined, '192.0.2.9'), false, false],
]

for (const [world, trial, same, other] of rows) {
  test(`a port tried by hand: ${world}`, () => {
    const evidence = evidenceOf(trial)
    assert.equal(acceptedTrial(evidence, failed) !== undefined, same)
    assert.equal(otherPortAccepted(evidence, failed) !== undefined, other)
  })
}

test('a trial in vain speaks where no attempt does', () => {
  const trial = failure('port.tried', { accepted: false, port: 1556 }, { system: 'host' })
  assert.equal(untoldTrial(evidenceOf(trial)), trial)
  assert.equal(untoldTrial(evidenceOf(trial, failure('connect.failed', { errno: 'ECONNREFUSED', port: 1556 }))), undefined)
  assert.equal(untoldTrial(evidenceOf(tried(false, 1556))), undefined)
})
