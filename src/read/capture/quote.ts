import { duration, type FlowRecord } from '../../model/index.ts'

/** A flow in one line: who, how much each way, its history, how it ended. */
export function flowLine(flow: FlowRecord): string {
  const { from, to } = flow.tuple
  const bytes = `${size(flow.opener.bytes)} out, ${size(flow.answerer.bytes)} back`
  return `${endpointText(from)} > ${endpointText(to)} ${bytes}, ${duration(flow.last.us - flow.first.us)}: ${flow.history} ${endingText(flow)}`
}

export function endpointText({ address, port }: { readonly address: string; readonly port: number }): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}

/** "refused", "reset by 10.0.0.2", "no answer to 7 SYNs". */
export function endingText(flow: FlowRecord): string {
  const { ending } = flow
  const by = ending.by === undefined ? '' : ` by ${ending.by === 'opener' ? flow.tuple.from.address : flow.tuple.to.address}`
  switch (ending.how) {
    case 'fin':
      return 'closed'
    case 'half-closed':
      return `half closed${by}`
    case 'reset':
      return `reset${by}`
    case 'refused':
      return 'refused'
    case 'unreachable':
      return 'unreachable'
    case 'unanswered':
      return `no answer to ${flow.attempts[0]?.count ?? 1} SYN${(flow.attempts[0]?.count ?? 1) === 1 ? '' : 's'}`
    case 'silent':
      return `unanswered${by === '' ? '' : `, repeated${by}`}`
    case 'open':
      return 'open'
  }
}

/** Bytes with a decimal unit, three figures: "6.02 kB". */
export function size(bytes: number): string {
  let value = bytes
  for (const unit of ['B', 'kB', 'MB', 'GB']) {
    if (value < 1000) return `${unit === 'B' ? value : value.toPrecision(3)} ${unit}`
    value /= 1000
  }
  return `${value.toPrecision(3)} TB`
}
