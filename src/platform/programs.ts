import { type ChildProcess, spawn } from 'node:child_process'
import type { Writable } from 'node:stream'

/** How a program that was fed bytes ended; `missing` when it is not installed. */
export type ProgramEnd = { readonly outcome: 'missing' } | { readonly outcome: 'failed'; readonly told: string } | { readonly outcome: 'done' }

/** Enough of a program's complaint to quote. */
const longestComplaint = 1_000

/**
 * What a program makes of bytes given on its standard input. `next` is asked for them, one call at a time, until it gives undefined or the program
 * takes no more; it is not asked again once the output has ended. `ended` is called last.
 */
export async function* throughProgram(
  program: string,
  parameters: readonly string[],
  next: () => Promise<Uint8Array | undefined>,
  ended: (end: ProgramEnd) => void,
): AsyncGenerator<Uint8Array, void> {
  // Nothing of the environment but the search path: XZ_OPT and the like would change what the program does.
  const child = spawn(program, parameters, { stdio: ['pipe', 'pipe', 'pipe'], env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' }, windowsHide: true })
  const end = endOf(child)
  const feeding = feed(child.stdin, next)
  let abandoned = true
  try {
    for await (const chunk of child.stdout) if (chunk instanceof Uint8Array) yield chunk
    abandoned = false
  } catch {
    // Its output broke off; `end` tells why.
  } finally {
    if (abandoned) child.kill('SIGKILL')
    await feeding
  }
  ended(await end)
}

async function feed(sink: Writable, next: () => Promise<Uint8Array | undefined>): Promise<void> {
  let closed = false
  let wake: () => void = () => {}
  // A program that stops reading breaks the pipe; how it ended says more than that.
  sink.on('error', () => {})
  sink.once('close', () => {
    closed = true
    wake()
  })
  sink.on('drain', () => wake())
  for (let chunk = await next(); chunk !== undefined && !closed; chunk = await next()) {
    if (sink.write(chunk)) continue
    await new Promise<void>((resolve) => {
      wake = resolve
      if (closed || !sink.writableNeedDrain) resolve()
    })
    if (closed) return
  }
  sink.end()
}

function endOf(child: ChildProcess): Promise<ProgramEnd> {
  let complaint = ''
  child.stderr?.on('data', (chunk) => {
    if (complaint.length < longestComplaint) complaint += String(chunk)
  })
  return new Promise((resolve) => {
    child.once('error', (error) => resolve('code' in error && error.code === 'ENOENT' ? { outcome: 'missing' } : { outcome: 'failed', told: error.message }))
    child.once('close', (code, signal) => {
      const told = complaint.slice(0, longestComplaint).trim().replaceAll(/\s+/g, ' ')
      resolve(code === 0 ? { outcome: 'done' } : { outcome: 'failed', told: told === '' ? `it ended with ${code ?? signal}` : told })
    })
  })
}
