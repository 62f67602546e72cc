import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import test from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { plainEnvironment, root } from './support/command.ts'

const capture = readFileSync(path.join(root, 'src/read/capture/samples/idle-reset/client.pcap'))
const half = Math.floor(capture.length / 2)

interface Reading {
  readonly child: ReturnType<typeof spawn>
  readonly said: { out: string; err: string }
  readonly ended: Promise<number | NodeJS.Signals | null>
  /** Writes the second half. */
  readonly goOn: () => void
}

/** A command with the first half of a capture on its standard input, reading on. */
function reading(command: string): Reading {
  const child = spawn(process.execPath, [path.join(root, 'src/main.ts'), command, '-'], { env: plainEnvironment() })
  const said = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said.out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said.err += text
  })
  child.stdin.on('error', () => undefined).write(capture.subarray(0, half))
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) => child.on('close', (status, signal) => resolve(signal ?? status)))
  return { child, said, ended, goOn: () => void child.stdin.end(capture.subarray(half)) }
}

/** Before the command listens, a signal would end it: it is given time to start, and then to speak. */
async function interrupted(run: Reading): Promise<void> {
  await pause(1500)
  run.child.kill('SIGINT')
  for (let waited = 0; waited < 10_000 && !run.said.err.includes('interrupted'); waited += 50) await pause(50)
}

const windows = process.platform === 'win32' ? 'signals are not sent on Windows' : false
for (const [command, says] of [
  ['explain', /^A device forgot the connection/],
  ['flows', /reset by/],
] as const)
  test(`${command}: after Ctrl-C the rest of standard input is read and answered`, { skip: windows }, async () => {
    const run = reading(command)
    await interrupted(run)
    run.goOn()
    await run.ended
    assert.match(run.said.err, /Ctrl-C again gives up/)
    assert.match(run.said.out, says)
  })

test('a second Ctrl-C ends it', { skip: windows }, async () => {
  const run = reading('explain')
  await interrupted(run)
  run.child.kill('SIGINT')
  assert.equal(await run.ended, 'SIGINT')
  assert.equal(run.said.out, '')
})
