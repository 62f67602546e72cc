import type { Endpoint, Tuple } from '../../model/index.ts'

/** `CONNECT FROM 10.0.0.5.3583 TO 10.0.9.7.13724`, as the initiator (CONNECT) or the acceptor (ACCEPT) logs it. */
export interface LoggedTuple {
  readonly role: 'connect' | 'accept'
  readonly tuple: Tuple
  /** Both ends are the host itself. */
  readonly loopback: boolean
}

const logged = /\b(CONNECT|ACCEPT) FROM ([\w.:-]{3,64})\.(\d{1,5}) TO ([\w.:-]{3,64})\.(\d{1,5})(?!\d)/

/** What a record holds that names one. */
export const tupleWords: readonly string[] = [' FROM ']

/** The connection a record names; undefined when it names none. */
export function tupleIn(text: string): LoggedTuple | undefined {
  const match = text.includes(' FROM ') ? logged.exec(text) : null
  if (match === null) return undefined
  const [, role, fromAddress = '', fromPort, toAddress = '', toPort] = match
  const tuple = { from: endpoint(fromAddress, fromPort), to: endpoint(toAddress, toPort) }
  return { role: role === 'CONNECT' ? 'connect' : 'accept', tuple, loopback: isLoopback(fromAddress) || isLoopback(toAddress) }
}

/** One name for a connection, the same at both of its ends. */
export function nameOf({ from, to }: Tuple): string {
  return `${from.address}.${from.port}>${to.address}.${to.port}`
}

function endpoint(address: string, port: string | undefined): Endpoint {
  return { address, port: Number(port) }
}

function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1' || address === 'localhost'
}
