import type { Endpoint, LinePlace, Moment } from '../../../model/index.ts'

/** One look at one socket; what the tool did not print is absent. Times are in microseconds, sizes in bytes. */
export interface Look {
  readonly local: Endpoint
  readonly remote: Endpoint
  readonly state: string
  readonly recvQ?: number
  readonly sendQ?: number
  readonly timer?: Timer
  readonly timestamps?: boolean
  readonly scale?: readonly [peer: number, own: number]
  /** The tool printed the connection's inner state, so that an option it does not mention is not in use. */
  readonly inner?: boolean
  readonly backoff?: number
  readonly mss?: number
  readonly bytesAcked?: number
  readonly bytesReceived?: number
  readonly segmentsReceived?: number
  readonly sinceSentUs?: number
  readonly sinceReceivedUs?: number
  readonly sinceAckUs?: number
  readonly peerWindow?: number
  readonly ownWindow?: number
}

export interface Timer {
  readonly kind: 'retransmit' | 'persist' | 'keepalive' | 'other'
  /** Without an answer in between. */
  readonly unanswered: number
}

/** Where and when a look was taken. */
export interface Taken {
  readonly at: LinePlace
  readonly quote: string
  readonly when?: Moment
  /** Which round of looks it belongs to. */
  readonly round: number
}

const statesOf: Readonly<Record<string, string>> = {
  ESTAB: 'ESTABLISHED',
  LISTENING: 'LISTEN',
  SYN_RECV: 'SYN_RECEIVED',
  FIN_WAIT1: 'FIN_WAIT_1',
  FIN_WAIT2: 'FIN_WAIT_2',
}

/** A state as all tools' spellings have it in common. */
export function stateOf(text: string): string {
  const plain = text.toUpperCase().replaceAll('-', '_')
  return statesOf[plain] ?? plain
}

/** `ss` calls the timers on, persist, keepalive; `netstat -o` on, probe, keepalive. */
export function timerOf(name: string, unanswered: string | undefined): Timer {
  const kind = name === 'on' ? 'retransmit' : name === 'persist' || name === 'probe' ? 'persist' : name === 'keepalive' ? 'keepalive' : 'other'
  return { kind, unanswered: Number(unanswered ?? 0) }
}
