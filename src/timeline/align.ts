import { type Clock, type ClockId, count, duration, type MatchedPair } from '../model/index.ts'
import { Forest } from './forest.ts'
import { type Meeting, meetingsOf } from './meeting.ts'
import { ownRelations, type Relation, statedRelation } from './relation.ts'
import { resolutionsOf } from './resolution.ts'

/**
 * Relates clocks through exchanges that both ends logged. A message cannot arrive before it left, so messages one way bound the
 * offset from above and messages the other way from below. Clocks whose pairs contradict one another stay unrelated and say so.
 */
export function alignClocks(clocks: readonly Clock[], pairs: readonly MatchedPair[]): readonly Clock[] {
  const known = new Set(clocks.map(({ id }) => id))
  const usable = pairs.filter(({ sent, received }) => known.has(sent.clock) && known.has(received.clock))
  const resolutions = resolutionsOf(usable)
  const own = ownRelations(clocks)
  const remarks = new Map<ClockId, string>()
  const found = partiesOf(own, usable).flatMap((party) => joined(party, resolutions, (meeting) => remarkOn(meeting, clocks, remarks)))
  const forest = new Forest([...own, ...found])
  const free = new Set(clocks.filter((clock) => statedRelation(clock, known).length === 0))
  const references = new Map([...free].toReversed().map(({ id }) => [forest.treeOf(id), id]))
  return clocks.map((clock) => (free.has(clock) ? related(clock, references, forest, remarks) : clock))
}

/** Trees of clocks that meet each other, directly or by way of others: each night's are a party of their own. */
interface Party {
  readonly own: readonly Relation[]
  readonly pairs: readonly MatchedPair[]
}

function partiesOf(own: readonly Relation[], pairs: readonly MatchedPair[]): readonly Party[] {
  if (pairs.length === 0) return []
  const forest = new Forest(own)
  const met = new Forest([...own, ...pairs.map(({ sent, received }) => ({ clock: sent.clock, base: received.clock, offsetUs: 0, uncertaintyUs: 0 }))])
  const ownOf = Map.groupBy(own, ({ clock }) => met.treeOf(clock))
  const between = pairs.filter(({ sent, received }) => forest.treeOf(sent.clock) !== forest.treeOf(received.clock))
  return [...Map.groupBy(between, ({ sent }) => met.treeOf(sent.clock))].map(([tree, those]) => ({ own: ownOf.get(tree) ?? [], pairs: those }))
}

/** Joins the trees of a party, those first whose meeting is surest, as long as one is sure enough; `remark` is told of each meeting. */
function joined({ own, pairs }: Party, resolutions: ReadonlyMap<ClockId, number>, remark: (meeting: Meeting) => void): readonly Relation[] {
  const found: Relation[] = []
  for (;;) {
    const meetings = meetingsOf(new Forest([...own, ...found]), pairs, resolutions)
    const surest = surestOf(meetings)
    if (surest === undefined) {
      for (const meeting of meetings) remark(meeting)
      return found
    }
    found.push(surest.relation)
    remark(surest.meeting)
  }
}

function surestOf(meetings: readonly Meeting[]): { readonly meeting: Meeting; readonly relation: Relation } | undefined {
  const sure = meetings.flatMap((meeting) => {
    const { one: base, other: clock, estimate } = meeting
    if (estimate.kind !== 'estimated') return []
    return [{ meeting, relation: { clock, base, offsetUs: estimate.offsetUs, uncertaintyUs: estimate.uncertaintyUs } }]
  })
  return sure.toSorted((a, b) => a.relation.uncertaintyUs - b.relation.uncertaintyUs || (keyOf(a.meeting) < keyOf(b.meeting) ? -1 : 1))[0]
}

/** Gives a clock its relation to the reference of its tree, which is the first that states no relation of its own. */
function related(clock: Clock, references: ReadonlyMap<ClockId, ClockId>, forest: Forest, remarks: ReadonlyMap<ClockId, string>): Clock {
  const remark = remarks.get(clock.id)
  const remarked = remark === undefined || clock.anchoredBy !== undefined ? clock : { ...clock, anchoredBy: remark }
  const reference = references.get(forest.treeOf(clock.id))
  const bridge = reference === undefined || reference === clock.id ? undefined : forest.between(reference, clock.id)
  if (reference === undefined || bridge === undefined) return remarked
  return { ...remarked, relativeTo: reference, offsetUs: bridge.offsetUs, uncertaintyUs: bridge.uncertaintyUs }
}

/** Says on both clocks what their matched lines gave. */
function remarkOn({ one, other, estimate, pairs }: Meeting, clocks: readonly Clock[], remarks: Map<ClockId, string>): void {
  for (const [clock, peer] of [
    [one, other],
    [other, one],
  ] as const) {
    if (remarks.has(clock)) continue
    const name = clocks.find(({ id }) => id === peer)?.host ?? peer
    if (estimate.kind === 'estimated') remarks.set(clock, `${count(pairs - estimate.dropped, 'line')} matched with ${name}${leftOut(estimate.dropped)}`)
    if (estimate.kind === 'contradictory') remarks.set(clock, `not tied to ${name}: matched lines contradict one another by ${duration(estimate.byUs)}`)
  }
}

function leftOut(dropped: number): string {
  return dropped === 0 ? '' : `, ${dropped} that contradict them left out`
}

function keyOf({ one, other }: Meeting): string {
  return `${one}\n${other}`
}
