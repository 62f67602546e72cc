import type { Skim } from '../reader.ts'
import { announcedIn } from './rendezvous.ts'
import { backupIn } from './threads.ts'
import { tupleIn } from './tuple.ts'

/** Legacy debug logs of a busy server grow by gigabytes a day: only what failed is read there, with what else its processes and connections logged. */
export const skim: Skim = {
  shapes: ['00:00:00.000 [', '00:00:00 ['],
  telling: [
    ...['EXIT STATUS', 'EXITING with status', 'done. status: ', 'with status', 'xit status', 'returned failure', 'failed: ', 'status: 11'],
    ...['cannot create data socket', 'termination requested by', 'timed out after', 'imer expired', 'cannot connect', 'SO_ERROR returned'],
    ...['Cannot write to STDOUT', 'SocketWriteException', 'file write error', 'tcp_write()', 'TCP - failure'],
    ...['socket operation failed', 'socket read failed', 'socket write failed', '<16>', '<32>', 'ERR - ', 'FTL - ', '[PROXY] Enc'],
    // The second candidate port is tried: the first was silent or refused.
    ...['in progress: 2', 'in progress: 3'],
  ],
  messageAfter: '>',
  tells,
  names,
}

/** Jobs that end well say so with a status too. */
function tells(line: string): boolean {
  const code = /\b(?:EXIT STATUS|EXITING with status|status)[ =:]{0,3}(\d{1,5})\b/i.exec(line)?.[1]
  return (code !== '0' && code !== '1') || /<(?:16|32)> /.test(line)
}

function names(line: string): readonly string[] {
  const found: string[] = []
  const [, pid, thread] = /\[(\w{1,20})(\.\w{1,20})?\] {1,2}</.exec(line) ?? []
  if (pid !== undefined) found.push(`[${pid}${thread === undefined ? '] ' : '.'}`)
  const child = /\bchild pid ?= ?(\w{1,20})/.exec(line)?.[1]
  if (child !== undefined) found.push(`[${child}] `, `[${child}.`)
  const backup = backupIn(line)
  if (backup !== undefined) found.push(backup)
  const announced = announcedIn(line)
  const hash = /\bhash_str1: ([0-9a-f]{8,64})\b/.exec(line)?.[1] ?? announced?.hash
  if (hash !== undefined) found.push(hash)
  const port =
    announced?.ipc ?? /\bipc_string: (\d{1,5})\b/.exec(line)?.[1] ?? (line.includes('is_pbxable_server') ? /\bservice: (\d{1,5})\b/.exec(line)?.[1] : undefined)
  if (port !== undefined) found.push(`ipc_string: ${port}`, `mpx_ipc: ${port};`, ` ${port};`, `service: ${port}`)
  const { tuple } = tupleIn(line) ?? {}
  if (tuple !== undefined) found.push(`${tuple.from.address}.${tuple.from.port} TO ${tuple.to.address}.${tuple.to.port}`)
  return found
}
