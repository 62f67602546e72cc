import assert from 'node:assert/strict'
import test from 'node:test'
import { needs } from '../../test/support/evidence.ts'
import { type ProgramEnd, throughProgram } from './programs.ts'

/** Feeds that many pieces of 64 kB; says how far it was asked. */
async function run(program: string, parameters: readonly string[], pieces: number, stopAfter = Number.POSITIVE_INFINITY) {
  let fed = 0
  let end: ProgramEnd | undefined
  let bytes = 0
  const next = async () => {
    if (fed >= pieces) return undefined
    fed += 1
    return Buffer.alloc(65_536, 'x')
  }
  const output = throughProgram(program, parameters, next, (told) => {
    end = told
  })
  for await (const piece of output) {
    bytes += piece.length
    if (bytes >= stopAfter) break
  }
  return { fed, bytes, end }
}

test('a program that copies: everything arrives', needs('cat'), async () => {
  assert.deepEqual(await run('cat', [], 100), { fed: 100, bytes: 6_553_600, end: { outcome: 'done' } })
})

test('a program that stops reading early: its own end is told and feeding stops', needs('head'), async () => {
  const { fed, bytes, end } = await run('head', ['-c', '100'], 10_000)
  assert.deepEqual([bytes, end], [100, { outcome: 'done' }])
  assert.ok(fed < 100, `fed ${fed}`)
})

test('a program that fails: its complaint is told in one line', needs('sh'), async () => {
  const { end } = await run('sh', ['-c', 'echo "first\nsecond" >&2; exit 3'], 1)
  assert.deepEqual(end, { outcome: 'failed', told: 'first second' })
})

test('a program that fails without a word, or by a signal', needs('sh'), async () => {
  assert.deepEqual((await run('sh', ['-c', 'exit 3'], 1)).end, { outcome: 'failed', told: 'it ended with 3' })
  assert.deepEqual((await run('sh', ['-c', 'kill -TERM $$'], 1)).end, { outcome: 'failed', told: 'it ended with SIGTERM' })
})

test('a program that is not there', async () => {
  assert.deepEqual((await run('no-such-program-here', [], 1)).end, { outcome: 'missing' })
})

test('output that is no longer wanted ends the program', needs('cat'), async () => {
  const { fed, end } = await run('cat', [], 10_000, 1)
  assert.equal(end, undefined)
  assert.ok(fed < 1_000, `fed ${fed}`)
})
