import type { Told } from './told.ts'

/** Signals with which people, supervisors and shells end programs. */
const stops: ReadonlySet<string> = new Set(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'])

/** Signals that a program earns by a fault of its own. */
const crashes: ReadonlySet<string> = new Set(['SIGSEGV', 'SIGBUS', 'SIGABRT', 'SIGILL', 'SIGFPE'])

/** `+++ exited with 10 +++`, `+++ killed by SIGKILL +++`, `--- SIGTERM {…} ---`; undefined for anything else. */
export function readDeath(text: string): Told | 'nothing' | undefined {
  const exited = /^\+\+\+ exited with (\d{1,3}) \+\+\+/.exec(text)
  if (exited !== null) return { kind: 'program.exited', code: Number(exited[1]) }
  const killed = /^\+\+\+ killed by (SIG[A-Z0-9]{2,10})/.exec(text)
  if (killed !== null) return { kind: 'program.killed', by: crashes.has(killed[1] ?? '') ? 'crash' : 'signal', signal: killed[1] ?? '' }
  const signal = /^--- (SIG[A-Z0-9]{2,10}) (?:\{(.{0,400})\} )?---/.exec(text)
  if (signal !== null) return stops.has(signal[1] ?? '') ? stopped(signal[1] ?? '', signal[2] ?? '') : 'nothing'
  return /^(?:---|\+\+\+) /.test(text) ? 'nothing' : undefined
}

function stopped(signal: string, details: string): Told {
  const sender = /si_pid=(\d{1,10})/.exec(details)?.[1]
  return { kind: 'run.stopped', signal, ...(sender === undefined ? {} : { by: `pid ${sender}` }) }
}
