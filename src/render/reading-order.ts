import type { EvidenceItem, Place } from '../model/index.ts'

/** The quotes of one finding as they are read: source by source, the one with the most telling quote first, and each in the order of its lines or frames. */
export function inReadingOrder(items: readonly EvidenceItem[]): readonly EvidenceItem[] {
  const bySource = Map.groupBy(items, ({ at }) => at.source)
  return [...bySource.values()].flatMap((quotes) => quotes.toSorted((a, b) => positionOf(a.at) - positionOf(b.at)))
}

function positionOf(at: Place): number {
  return 'frame' in at ? at.frame : at.line
}
