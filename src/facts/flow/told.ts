import { type Evidence, type EvidenceItem, supporting } from '../../model/index.ts'
import { brokenConnections, inWords } from '../broken-connections.ts'
import type { Death } from './deaths.ts'
import { frameItem, historyLine, resetLine } from './quotes.ts'

/** What the programs logged about the connection, to stand beside its packets. */
export function loggedBreaks(evidence: Evidence, most = 2): readonly EvidenceItem[] {
  return brokenConnections(evidence)
    .filter(({ event }) => 'line' in event.at && event.reported === undefined)
    .slice(0, most)
    .map((broken) => supporting(broken.event, inWords(broken)))
}

/** The packet with which a connection ended. */
export function deathItem({ flow, at, kind, reset }: Death, text: string, supports: 'for' | 'against' = 'for'): EvidenceItem {
  return frameItem(flow, at, text, kind !== 'silent' && reset !== undefined ? resetLine(flow, reset.record) : historyLine(flow), supports)
}

/** "10.0.0.2:873 reset", as the subject of a sentence: whose reset it was, in words. */
export function resetBy({ flow, reset }: Death): string {
  if (reset === undefined) return 'nobody'
  const { from } = reset.record
  return from === 'opener' ? flow.tuple.from.address : flow.tuple.to.address
}
