import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { appendFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { follow } from '../src/cli/follow.ts'
import { stateOf } from '../src/cli/growth.ts'
import { plainEnvironment, root } from './support/command.ts'
import { filesIn, temporaryFolder } from './support/evidence.ts'

const failure = 'rsync: [sender] read error: Connection reset by peer (104)\nrsync error: error in socket IO (code 10) at io.c(806) [sender=3.2.7]\n'
const timeout =
  '2026/11/20 03:00:01 [99] rsync: [sender] io timeout after 60 seconds -- exiting\n2026/11/20 03:00:01 [99] rsync error: timeout in data send/receive (code 30) at io.c(195) [sender=3.2.7]\n'

/** Waits until something holds; a log is read a second after it grew. */
async function until(holds: () => boolean, what: string): Promise<void> {
  for (let waited = 0; waited < 20_000; waited += 50) {
    if (holds()) return
    await pause(50)
  }
  assert.fail(`in vain: ${what}`)
}

test('what is new is printed once, and the last state is the exit status', async (context) => {
  const folder = filesIn(temporaryFolder(context), { 'rsync.log': '' })
  const log = join(folder, 'rsync.log')
  const [printed, told]: [string[], string[]] = [[], []]
  const stop = new AbortController()
  const to = { print: (text: string) => void printed.push(text), tell: (text: string) => void told.push(text), now: () => new Date(0) }
  const ending = follow([folder], { output: 'text' }, to, stop.signal)
  await until(() => told.length === 1, 'the first reading')
  assert.equal(printed.length, 0)

  appendFileSync(log, failure)
  await until(() => printed.length === 1, 'the first failure')
  assert.match(printed[0] ?? '', /^1970-01-01T00:00:00Z new: .*Connection reset by peer.*\n\n.*\n/)

  appendFileSync(log, timeout)
  await until(() => printed.length === 2, 'the second failure')
  assert.match(printed[1] ?? '', /new: .*60/)

  renameSync(log, `${log}.1`)
  await pause(1_500)
  assert.equal(printed.filter((text) => text.includes(' new: ')).length, 2, 'a rotated log is the same failure')
  stop.abort()
  assert.equal(await ending, 1)
})

test('a file that vanishes is waited for', async (context) => {
  const log = join(filesIn(temporaryFolder(context), { 'rsync.log': failure }), 'rsync.log')
  const [printed, told]: [string[], string[]] = [[], []]
  const stop = new AbortController()
  const ending = follow(
    [log],
    { output: 'jsonl' },
    { print: (text) => void printed.push(text), tell: (text) => void told.push(text), now: () => new Date(0) },
    stop.signal,
  )
  await until(() => told.length === 1, 'the first reading')
  renameSync(log, `${log}.1`)
  await until(() => told.length === 2, 'the loss')
  assert.match(told[1] ?? '', /cannot be opened.*waiting/)
  renameSync(`${log}.1`, log)
  await pause(1_500)
  stop.abort()
  assert.equal(await ending, 1)
  assert.deepEqual(
    printed.map((line): unknown => JSON.parse(line).kind),
    ['incident', 'conclusion'],
  )
})

test('Ctrl-C ends the command with the status of what was found', async (context) => {
  const log = join(filesIn(temporaryFolder(context), { 'rsync.log': failure }), 'rsync.log')
  const child = spawn(process.execPath, [join(root, 'src/main.ts'), 'explain', '--follow', '--quiet', log], { env: plainEnvironment() })
  const [out, err]: [string[], string[]] = [[], []]
  child.stdout.setEncoding('utf8').on('data', (text: string) => out.push(text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => err.push(text))
  const ended = new Promise<readonly unknown[]>((resolve) => child.once('close', (...how) => resolve(how)))
  await until(() => err.join('').includes('Following'), 'the first reading')
  child.kill('SIGINT')
  assert.deepEqual(await ended, [1, null])
  assert.match(out.join(''), / new: /)
})

test('the state of a folder changes when a file in it grows, appears or goes', (context) => {
  const folder = filesIn(temporaryFolder(context), { 'a/x.log': '1', 'b.log': '2' })
  const states = [stateOf([folder])]
  appendFileSync(join(folder, 'a/x.log'), 'more')
  states.push(stateOf([folder]))
  filesIn(folder, { 'a/deep/y.log': '' })
  states.push(stateOf([folder]))
  renameSync(join(folder, 'b.log'), join(folder, 'c.log'))
  states.push(stateOf([folder]), stateOf([join(folder, 'gone')]))
  assert.equal(new Set(states).size, states.length)
  assert.equal(stateOf([folder]), stateOf([folder]))
})
