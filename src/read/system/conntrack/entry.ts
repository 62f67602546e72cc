import { type Tuple, usPerSecond } from '../../../model/index.ts'

/** One entry of Linux' connection table as `conntrack` and `/proc/net/nf_conntrack` print it. */
export interface Entry {
  readonly tuple: Tuple
  readonly state: string
  /** Until the entry expires of itself; absent when the tool did not print it, as on an entry that has expired. */
  readonly leftUs?: number
  readonly assured: boolean
  /** A program removed it: `conntrack -F`, `conntrack -D`, a failover daemon. */
  readonly remover?: string
}

const entry =
  /^(?:ipv[46]\s{1,6}\d{1,2}\s)?\s{0,4}tcp\s{1,6}6\s(?:(\d{1,9})\s)?(?:([A-Z_0-9]{3,12})\s)?src=(\S{1,60}) dst=(\S{1,60}) sport=(\d{1,5}) dport=(\d{1,5})\s/
const remover = /\[USERSPACE\](?: portid=\d{1,10})?(?: progname=(\S{1,60}))?/
const other = /^(?:ipv[46]\s{1,6}\d{1,3}\s)?\s{0,4}(?:udp|icmp|icmpv6|sctp|dccp|gre|unknown)\s{1,8}\d{1,3}\s(?:\d{1,9}\s)?.{0,20}src=\S{1,60} dst=/

/** The TCP entry a text holds; `other` for an entry of another protocol. */
export function entryOf(text: string): Entry | 'other' | undefined {
  const match = text.includes('src=') ? entry.exec(text) : null
  if (match === null) return text.includes('src=') && other.test(text) ? 'other' : undefined
  const [, left, state = '', from = '', to = '', fromPort, toPort] = match
  const removed = remover.exec(text)
  return {
    tuple: { from: { address: from, port: Number(fromPort) }, to: { address: to, port: Number(toPort) } },
    state,
    ...(left === undefined ? {} : { leftUs: Number(left) * usPerSecond }),
    assured: text.includes('[ASSURED]'),
    ...(removed === null ? {} : { remover: removed[1] ?? 'a program' }),
  }
}

/** Names an entry by its original direction. */
export function entryKey({ tuple: { from, to } }: Entry): string {
  return `${from.address} ${from.port} ${to.address} ${to.port}`
}
