import type { Claim, EventOf, Evidence } from '../model/index.ts'

/** What the prose around the lines says about one point, in the order it says it. */
export function statements(evidence: Evidence, ...claims: readonly Claim[]): readonly EventOf<'statement.made'>[] {
  return evidence.of('statement.made').filter((event) => claims.includes(event.claim))
}
