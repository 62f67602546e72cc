import type { Evidence, FlowRecord, IcmpRecord } from '../../model/index.ts'
import { type Attempt, type PortAttempts, portAttempts } from './attempts.ts'
import { attemptsThere, farOf } from './far-attempts.ts'
import { baselineTtl, deaths } from './deaths.ts'
import { nearEndOf, otherEndOf } from './ends.ts'
import { judgeReset, type JudgedReset } from './reset-origin.ts'

/** Connection attempts to one port that were refused, and who refused them. */
export interface Refusal {
  readonly target: PortAttempts
  readonly attempt: Attempt
  /** `host`: the called host itself. `device`: something on the way. `unclear`: either. */
  readonly by: 'host' | 'device' | 'unclear'
  /** Two captures agree. */
  readonly certain: boolean
  readonly sign: string
  readonly reset?: JudgedReset
  readonly icmp?: IcmpRecord
}

/** The refused attempts that are this failure: to the port that a symptom names, or to any where none is named. */
export function refusal(evidence: Evidence): Refusal | undefined {
  const symptoms = evidence.symptoms
    .filter((event) => event.kind === 'connect.failed')
    .filter(({ errno, local }) => (errno === 'ECONNREFUSED' || errno === 'EHOSTUNREACH') && local !== true)
  if (symptoms.length === 0 && !maybeAnAttempt(evidence)) return undefined
  const ports = new Set(symptoms.flatMap(({ port }) => (port === undefined ? [] : [port])))
  const target = portAttempts(evidence).find(
    ({ port, refused, unreachable, accepted }) => accepted === 0 && refused.length + unreachable.length > 0 && (ports.size === 0 || ports.has(port)),
  )
  const attempt = target?.refused[0] ?? target?.unreachable[0]
  if (target === undefined || attempt === undefined) return undefined
  return target.refused.length > 0 ? byReset(target, attempt, evidence) : byIcmp(target, attempt)
}

/** A program that logs no more than "No route to host" may have been trying to connect: where no open connection died, it was. */
function maybeAnAttempt(evidence: Evidence): boolean {
  const unreachable = evidence.symptoms.some((event) => event.kind === 'connection.failed' && event.errno === 'EHOSTUNREACH' && event.operation === 'unknown')
  return unreachable && deaths(evidence).length === 0
}

function byReset(target: PortAttempts, attempt: Attempt, evidence: Evidence): Refusal | undefined {
  const { flow } = attempt
  const end = otherEndOf(attempt.attempt.by)
  const record = flow.resets.find(({ from }) => from === end)
  if (record === undefined) return undefined
  const reset = judgeReset(flow, record, baselineTtl(evidence, flow, end))
  const common = { target, attempt, reset }
  const there = attemptsThere(evidence, target)
  if (nearEndOf(flow) === end || there?.refused.length)
    return { ...common, by: 'host', certain: true, sign: 'the capture at that host shows its own system refusing' }
  if (farOf(evidence, target) === 'not-seen')
    return { ...common, by: 'device', certain: true, sign: 'the capture at that host holds neither the request nor the refusal' }
  if (reset.origin === 'device') return { ...common, by: 'device', certain: false, sign: reset.sign }
  return { ...common, by: reset.origin === 'no-socket' ? 'host' : 'unclear', certain: false, sign: reset.sign }
}

function byIcmp(target: PortAttempts, attempt: Attempt): Refusal | undefined {
  const { flow } = attempt
  const icmp = flow.icmp.find(isProhibition)
  if (icmp === undefined) return undefined
  const fromHost = isFromHost(flow, icmp)
  return {
    target,
    attempt,
    icmp,
    by: fromHost ? 'unclear' : 'device',
    certain: !fromHost,
    sign: `${icmp.sender} answered with ICMP type ${icmp.type} code ${icmp.code}: prohibited`,
  }
}

/** Port unreachable and the administrative prohibitions: RFC 792, RFC 1122, RFC 1812, RFC 4443. */
function isProhibition({ version, type, code }: IcmpRecord): boolean {
  return version === 4 ? type === 3 && [3, 9, 10, 13].includes(code) : type === 1 && [1, 4, 5, 6].includes(code)
}

function isFromHost({ tuple }: FlowRecord, { sender }: IcmpRecord): boolean {
  return sender === tuple.to.address
}
