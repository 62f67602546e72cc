import { type Errno, errnoInText, errnoOfNumber } from '../../model/index.ts'
import type { Told } from './told.ts'

/** Where each process' sockets were being connected to, by process and descriptor. */
export type Sockets = Map<string, { readonly port: number; readonly peer?: string }>

/** More sockets than a backup has; beyond this the oldest is forgotten. */
const mostSockets = 1_000

const failedCall = /^(?:<\.\.\. )?([a-z_][a-z0-9_]{1,30})(?: resumed>|\().*= -1 (E[A-Z0-9]{2,20}) \(/
const readers: ReadonlySet<string> = new Set(['read', 'readv', 'recv', 'recvfrom', 'recvmsg', 'recvmmsg'])
const writers: ReadonlySet<string> = new Set(['write', 'writev', 'send', 'sendto', 'sendmsg', 'sendmmsg', 'sendfile', 'splice'])

/** A call that only works on sockets, so that its EPIPE is the network's. */
const socketOnly = /^(?:send|recv)(?!file)/

/** A network error of a call, a connection attempt, or its late answer; `nothing` for every other call. */
export function readCall(text: string, pid: string, sockets: Sockets): Told | 'nothing' | undefined {
  if (!/^(?:<\.\.\. )?[a-z_]/.test(text)) return undefined
  if (text.startsWith('connect(')) return readConnect(text, pid, sockets)
  if (text.startsWith('getsockopt(')) return readLateAnswer(text, pid, sockets)
  const failed = failedCall.exec(text)
  const [, name = '', symbol = ''] = failed ?? []
  const operation = readers.has(name) ? 'read' : writers.has(name) ? 'write' : undefined
  const errno = networkErrno(symbol)
  if (operation === undefined || errno === undefined) return 'nothing'
  const channel = errno !== 'EPIPE' || socketOnly.test(name) ? 'network' : 'unknown'
  return { kind: 'connection.failed', errno, operation, channel }
}

function readConnect(text: string, pid: string, sockets: Sockets): Told | 'nothing' {
  const found = /^connect\((\d{1,6})(?:<[^>]{0,200}>)?, \{sa_family=AF_INET6?, sin6?_port=htons\((\d{1,5})\)/.exec(text)
  if (found === null) return 'nothing'
  const peer = /inet_(?:addr\("|pton\(AF_INET6, ")([\da-fA-F.:]{2,45})"/.exec(text)?.[1]
  const target = { port: Number(found[2]), ...(peer === undefined ? {} : { peer }) }
  const symbol = failedCall.exec(text)?.[2]
  if (symbol === undefined) return { kind: 'connection.opened', port: target.port }
  if (symbol === 'EINPROGRESS') {
    remember(sockets, `${pid} ${found[1] ?? ''}`, target)
    return { kind: 'connect.started', port: target.port }
  }
  const errno = networkErrno(symbol)
  return errno === undefined ? 'nothing' : { kind: 'connect.failed', errno, ...target }
}

/** A connect() that did not wait learns its error from SO_ERROR; strace before 4.18 prints its number. */
function readLateAnswer(text: string, pid: string, sockets: Sockets): Told | 'nothing' {
  const found = /^getsockopt\((\d{1,6})(?:<[^>]{0,200}>)?, SOL_SOCKET, SO_ERROR, \[(E[A-Z0-9]{2,20}|\d{1,3})\]/.exec(text)
  const answer = found?.[2] ?? ''
  const errno = /^\d/.test(answer) ? errnoOfNumber(Number(answer)) : networkErrno(answer)
  if (errno === undefined) return 'nothing'
  return { kind: 'connect.failed', errno, ...sockets.get(`${pid} ${found?.[1] ?? ''}`) }
}

function networkErrno(symbol: string): Errno | undefined {
  return symbol === 'ENOENT' || symbol === '' ? undefined : errnoInText(symbol)
}

function remember(sockets: Sockets, key: string, target: { readonly port: number; readonly peer?: string }): void {
  sockets.set(key, target)
  const [oldest] = sockets.keys()
  if (sockets.size > mostSockets && oldest !== undefined) sockets.delete(oldest)
}
