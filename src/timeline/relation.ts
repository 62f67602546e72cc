import type { Clock, ClockId } from '../model/index.ts'

/** How two clocks stand to each other: `offsetUs` is the reading of `clock` minus the reading of `base` at the same instant. */
export interface Relation {
  readonly clock: ClockId
  readonly base: ClockId
  readonly offsetUs: number
  readonly uncertaintyUs: number
}

/** Relations that need no matched pairs: what a clock says of itself, and clocks of one host that show the same face. */
export function ownRelations(clocks: readonly Clock[]): readonly Relation[] {
  const known = new Set(clocks.map(({ id }) => id))
  return [...clocks.flatMap((clock) => statedRelation(clock, known)), ...sharedFaces(clocks)]
}

/** The relation a clock carries itself, unless its base is not among the clocks. */
export function statedRelation(clock: Clock, known: ReadonlySet<ClockId>): readonly Relation[] {
  const { id, relativeTo, offsetUs, uncertaintyUs = 0 } = clock
  if (relativeTo === undefined || offsetUs === undefined || relativeTo === id || !known.has(relativeTo)) return []
  return [{ clock: id, base: relativeTo, offsetUs, uncertaintyUs }]
}

function sharedFaces(clocks: readonly Clock[]): readonly Relation[] {
  const first = new Map<string, Clock>()
  const relations: Relation[] = []
  for (const clock of clocks) {
    const face = faceOf(clock)
    if (face === undefined) continue
    const base = first.get(face.name)
    if (base === undefined) first.set(face.name, clock)
    else relations.push({ clock: clock.id, base: base.id, offsetUs: face.offsetUs - (faceOf(base)?.offsetUs ?? 0), uncertaintyUs: 0 })
  }
  return relations
}

/**
 * Clocks with the same face differ by a known amount. A dated `time-of-day` clock shows what its host's `wall` clock shows;
 * an undated one counts from a day nobody knows and matches only its like. `elapsed` clocks each have a start of their own.
 */
function faceOf(clock: Clock): { readonly name: string; readonly offsetUs: number } | undefined {
  const { host, kind, zone } = clock
  if (host === undefined || kind === 'elapsed') return undefined
  if (kind === 'epoch') return { name: `${host} utc`, offsetUs: 0 }
  const dated = kind === 'wall' || clock.anchoredBy?.startsWith('date') === true
  if (!dated) return { name: `${host} undated`, offsetUs: 0 }
  const offsetUs = zone === undefined ? undefined : fixedOffsetUs(zone)
  return offsetUs === undefined ? { name: `${host} local ${zone ?? ''}`, offsetUs: 0 } : { name: `${host} utc`, offsetUs }
}

/** A zone that is one offset the whole year round; named zones change with the date and are left to moments that carry `utc`. */
function fixedOffsetUs(zone: string): number | undefined {
  if (/^(?:Z|UTC|GMT)$/i.test(zone)) return 0
  const numeric = /^([+-])(\d\d):?(\d\d)$/.exec(zone)
  if (numeric === null) return undefined
  const minutes = Number(numeric[2]) * 60 + Number(numeric[3])
  return (numeric[1] === '-' ? -minutes : minutes) * 60_000_000
}
