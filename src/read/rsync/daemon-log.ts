import type { Connection } from './connection.ts'
import { context, nothing, type Saying } from './saying.ts'
import { amount } from './statistics.ts'

const listening = /^rsyncd version (\S{1,60}) starting, listening on port (\d{1,5})$/
const connect = /^connect from (\S{1,255}) \(([^()\s]{1,60})\)$/
const allowed = /^rsync allowed access on module (.{1,200}) from (\S{1,255}) \(([^()\s]{1,60})\)$/
const request = /^rsync (to|on) (.{1,4096}) from (?:(\S{1,100})@)?(\S{1,255}) \(([^()\s]{1,60})\)$/
const finished = /^(?:sent|wrote) ([\d.,KMGTP]{1,30}) bytes {1,2}(?:received|read) ([\d.,KMGTP]{1,30}) bytes {1,2}total size ([\d.,KMGTP]{1,30})$/
const nameTrouble = /^(?:forward )?name lookup (?:failed )?for .{1,255}$|^\S{1,255} is not a known address for "|^no known address for "/
const transfer = /^(?:send|recv|del\.) \S{1,255} \[[\d.a-fA-F:%\w]{1,60}\] (.{1,200}?) \(.{0,100}\) .{1,4096} \d{1,20}$/

/** A daemon's log of who connected, what for, and how it ended. */
export function readDaemonLog(text: string, connection: Connection, logged: boolean): readonly Saying[] | undefined {
  const started = listening.exec(text)
  if (started !== null) {
    connection.listener = true
    connection.program = 'rsyncd'
    connection.version = started[1] ?? ''
    return context({ kind: 'setting.seen', name: 'rsyncd listening', value: `port ${started[2] ?? ''}, version ${started[1] ?? ''}` })
  }
  const from = connect.exec(text)
  if (from !== null) {
    daemonFor(connection, from[1], from[2])
    connection.accepted = true
    return logged ? context({ kind: 'connection.opened' }) : nothing
  }
  const access = allowed.exec(text)
  if (access !== null) {
    daemonFor(connection, access[2], access[3])
    connection.job = `module ${access[1] ?? ''}`
    return nothing
  }
  return readRequest(text, connection) ?? readQuiet(text, connection)
}

/** `to`: the caller uploads, and the daemon's host stores the backup. `on`: the daemon's host is the one backed up. */
function readRequest(text: string, connection: Connection): readonly Saying[] | undefined {
  const found = request.exec(text)
  if (found === null) return undefined
  const [, direction, path = '', , name, address] = found
  daemonFor(connection, name, address)
  connection.job = `module ${path.split('/')[0] ?? path}`
  connection.side ??= direction === 'to' ? 'server' : 'client'
  connection.started = true
  const { peer, version } = connection
  return context({ kind: 'run.started', ...(peer === undefined ? {} : { peer }), ...(version === undefined ? {} : { version }) })
}

/** What it moved; the listener prints the same line, all zero, when it is stopped. */
export function readFinished(text: string, connection: Connection): readonly Saying[] | undefined {
  const found = finished.exec(text)
  if (found === null) return undefined
  if (connection.listener || found.slice(1).every((number) => number === '0')) return nothing
  connection.ended = true
  return context({ kind: 'run.ended', outcome: 'completed', bytes: amount(found[1]) + amount(found[2]) })
}

function readQuiet(text: string, connection: Connection): readonly Saying[] | undefined {
  if (nameTrouble.test(text)) {
    connection.lookup = text.slice(0, 200)
    return nothing
  }
  if (/^(?:rsync: )?module-list request from \S{1,255} \([^()\s]{1,60}\)$/.test(text)) {
    connection.job ??= 'module list'
    return nothing
  }
  const module = transfer.exec(text)?.[1]
  if (module === undefined) return undefined
  connection.job ??= `module ${module}`
  return nothing
}

function daemonFor(connection: Connection, name: string | undefined, address: string | undefined): void {
  connection.daemon = true
  connection.program = 'rsyncd'
  if (name !== undefined && address !== undefined) connection.peer ??= name === 'UNDETERMINED' || name === 'UNKNOWN' ? address : `${name} (${address})`
}
