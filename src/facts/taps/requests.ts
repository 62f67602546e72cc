import { type CaptureRecord, type Evidence, type FlowRecord, hostsOf, type Placement, placeOf } from '../../model/index.ts'
import type { Sight } from './capture-paths.ts'
import { shown } from '../flow/ends.ts'
import { relation } from './placements.ts'

/** Unanswered SYNs, with the last tap that saw them, and the stretch behind it. */
export interface StoppedRequest {
  readonly flow: FlowRecord
  readonly placement: Placement
}

/** Connection requests that nobody answered: between which two taps they stopped, as another connection of the same two hosts tells the order of the taps. */
export function requestsStopped(evidence: Evidence, paths: readonly (readonly Sight[])[]): readonly StoppedRequest[] {
  const captures = new Map(evidence.of('capture.observed').map(({ capture }) => [capture.source, capture]))
  const unanswered = evidence.of('flow.observed').filter(({ flow }) => flow.ending.how === 'unanswered')
  const groups = Map.groupBy(unanswered, ({ flow }) => `${flow.tuple.to.port} ${flow.opener.isn ?? flow.id}`)
  return [...groups.values()].flatMap((group) => {
    const flows = group.map(({ flow }) => flow)
    const guide = paths.find(
      (taps) =>
        taps.length > new Set(flows.map(({ source }) => source)).size &&
        taps.some(({ flow }) => flows.some((one) => hostsOf(one.tuple) === hostsOf(flow.tuple))),
    )
    return guide === undefined ? [] : stopped(flows, guide, captures)
  })
}

function stopped(flows: readonly FlowRecord[], guide: readonly Sight[], captures: ReadonlyMap<string, CaptureRecord>): readonly StoppedRequest[] {
  const from = guide[0]?.flow.tuple.from.address
  const way = flows.some(({ tuple }) => tuple.from.address === from) ? guide : guide.toReversed()
  const held = way.map(({ flow }) => flows.find(({ source }) => source === flow.source))
  const lastIndex = held.findLastIndex((flow) => flow !== undefined)
  const [last, next] = [held[lastIndex], way[lastIndex + 1]]
  if (last === undefined || next === undefined || held.slice(0, lastIndex + 1).includes(undefined)) return []
  // Only a capture that ran at the time shows that nothing came; without another packet it may have gone on for a while.
  const capture = captures.get(next.flow.source)
  const [here] = way.filter(({ flow }) => flow.source === last.source)
  const due = here === undefined ? undefined : relation(here, next)?.(last.first.us)
  const [begin, end] = [capture?.first?.us, capture?.last?.us]
  if (due === undefined || begin === undefined || end === undefined || due < begin || due > end + longestAfterUs || (capture?.dropped ?? 0) > 0) return []
  const count = last.attempts[0]?.count ?? last.opener.packets
  const { from: caller, to } = last.tuple
  const text = `${count} ${count === 1 ? 'SYN' : 'SYNs'} of ${shown(caller)} to port ${to.port} passed the one and do not appear in the other`
  return [{ flow: last, placement: { what: 'request', after: last.source, before: next.flow.source, text, count, at: [placeOf(last, last.first)] } }]
}

/** How long a capture may have seen nothing and still count as running. */
const longestAfterUs = 60_000_000
