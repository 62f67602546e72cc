import type { Cause, Explains, Outcome, Strength } from '../model/index.ts'

const rank: Readonly<Record<Strength, number>> = { decisive: 3, strong: 2, weak: 1 }
/** Beyond this many further quotes the chain of a finding is no longer read. */
const mostAdded = 3

/**
 * What lines and packets say of the cause as one outcome. The firmer explanation speaks, with the other's evidence beside its own;
 * packets that exclude a cause are believed unless lines prove it.
 */
export function alsoByPackets(cause: Cause): Cause {
  if (cause.weighPackets === undefined) return cause
  return { ...cause, weigh: (evidence) => settled(cause.weighPackets?.(evidence), cause.weigh(evidence)) }
}

function settled(packets: Outcome | undefined, lines: Outcome): Outcome {
  if (packets === undefined || packets.outcome === 'not-applicable') return lines
  if (packets.outcome === 'explains') {
    if (lines.outcome !== 'explains') return packets
    return rank[lines.strength] > rank[packets.strength] ? withEvidenceOf(lines, packets) : withEvidenceOf(packets, lines)
  }
  if (lines.outcome === 'explains' && (lines.strength === 'decisive' || packets.outcome === 'cannot-tell')) return lines
  if (lines.outcome === 'ruled-out') return lines
  return packets
}

function withEvidenceOf(leading: Explains, other: Explains): Explains {
  return {
    ...leading,
    accountsFor: [...new Set([...leading.accountsFor, ...other.accountsFor])],
    evidence: [...leading.evidence, ...other.evidence.filter((item) => item.supports === 'for').slice(0, mostAdded)],
    measurements: [
      ...(leading.measurements ?? []),
      ...(other.measurements ?? []).filter(({ name }) => !leading.measurements?.some((known) => known.name === name)),
    ],
  }
}
