import type { Connection } from './connection.ts'
import { context, failure, nothing, type Saying } from './saying.ts'
import { systemError } from '../error-texts.ts'

/** IANA's port of the rsync daemon; the messages do not print the port. */
const defaultPort = 873

const opening = /^(?:\(except really using .{1,200}\))?opening tcp connection to (\S{1,255}) port (\d{1,5})$/
const connected = /^Connected to (\S{1,255}) \(([\d.]+|[\da-fA-F:.%\w]+)\)$/
const failed = /^rsync(?:_bpc)?: (?:\[[A-Za-z]{1,12}\] )?failed to connect to (\S{1,255}?)(?: \(([^()\s]{2,60})\))?(?: port (\d{1,5}))?: (.{1,140})$/
const name = /^rsync(?:_bpc)?: (?:\[[A-Za-z]{1,12}\] )?(?:getaddrinfo|gethostbyname)(?: error)?:? (.{1,300}): ([^:]{3,140})$/
const unknownHost = /^rsync(?:_bpc)?: (?:\[[A-Za-z]{1,12}\] )?unknown host: (.{1,255})$/
const bind = /^(?:rsync: )?(?:\[[A-Za-z]{1,12}\] )?bind(?:\(\))? failed: (.{1,100}?)(?: \(address-family \d{1,4}\))?$/

/** What a client says while it looks for the daemon. */
export function readConnecting(text: string, connection: Connection): readonly Saying[] | undefined {
  const open = opening.exec(text)
  if (open !== null) {
    connection.peer = open[1] ?? ''
    connection.port = Number(open[2])
    return context({ kind: 'connect.started', port: connection.port })
  }
  if (connected.test(text)) return context({ kind: 'connection.opened', ...(connection.port === undefined ? {} : { port: connection.port }) })
  if (/^opening connection using: /.test(text)) return nothing
  return readRefused(text, connection) ?? readName(text) ?? readBind(text, connection)
}

function readRefused(text: string, connection: Connection): readonly Saying[] | undefined {
  const found = failed.exec(text)
  if (found === null) return undefined
  const [, host = '', address, port, reason = ''] = found
  const error = systemError(reason)
  if (error?.errno === undefined) return error === undefined ? undefined : nothing
  const peer = address === undefined || address === host ? host : `${host} (${address})`
  const told = { kind: 'connect.failed', errno: error.errno, port: port === undefined ? (connection.port ?? defaultPort) : Number(port), peer } as const
  // A host without IPv6 says this of every IPv6 address; the attempt beside it is the one that counts.
  const noRoute = error.errno === 'ENETUNREACH' && (address ?? host).includes(':')
  return failure(noRoute ? 'beside' : 'names', told)
}

function readName(text: string): readonly Saying[] | undefined {
  const found = name.exec(text)
  const detail = found === null ? unknownHost.exec(text)?.[1] : `${found[1] ?? ''}: ${found[2] ?? ''}`
  return detail === undefined ? undefined : failure('names', { kind: 'access.refused', reason: 'name', detail })
}

/** A daemon that finds its port taken never starts. */
function readBind(text: string, connection: Connection): readonly Saying[] | undefined {
  const found = bind.exec(text)
  const error = found === null ? undefined : systemError(found[1] ?? '')
  const errno = error?.errno
  if (errno !== undefined)
    return failure('names', { kind: 'connect.failed', errno, local: true, ...(connection.port === undefined ? {} : { port: connection.port }) })
  if (error?.local === 'permission')
    return failure('names', { kind: 'access.refused', reason: 'permission', detail: 'to listen on its port (below 1024 that takes root)' })
  return /^unable to bind any inbound sockets on port \d{1,5}$/.test(text) ? nothing : undefined
}
