import { arrivedInVain } from '../../facts/flow/arrived-in-vain.ts'
import { endpointOf, otherEndOf } from '../../facts/flow/ends.ts'
import { failedConnections } from '../../facts/flow/of-failure.ts'
import { arrow, frameItem, historyLine } from '../../facts/flow/quotes.ts'
import { loggedBreaks } from '../../facts/flow/told.ts'
import { localFailure } from '../../facts/local-failure.ts'
import { symptomsOfConnections } from '../../facts/symptoms-of-connections.ts'
import { count, type Evidence, explains, type Next, type Outcome } from '../../model/index.ts'

/** What packets say about damage: segments that reach their host and that its system throws away without a word, as it does with a wrong checksum. */
export function byPackets(evidence: Evidence): Outcome | undefined {
  if (localFailure(evidence) !== undefined) return undefined
  for (const death of failedConnections(evidence)) {
    const vain = arrivedInVain(death)
    if (vain === undefined) continue
    const { flow, sender, chain } = vain
    const who = endpointOf(flow, otherEndOf(sender)).address
    return explains('weak', {
      headline: `${count(chain.count + 1, 'copy', 'copies')} of one segment reached ${who}, and its system took none of them`.slice(0, 100),
      summary: `${arrow(flow, sender)}: the capture made at ${who} holds the same segment ${chain.count + 1} times, and its system never answered. The path carried it, so the host threw it away: bytes that no longer fit their checksum (network card, driver, a device that rewrites), or a packet filter of its own. Its counters tell which.`,
      accountsFor: symptomsOfConnections(evidence),
      evidence: [
        frameItem(flow, chain.start, 'arrived here', historyLine(flow)),
        frameItem(
          flow,
          chain.last,
          `arrived again, ${count(chain.count, 'time')}, and was never acknowledged`,
          `${arrow(flow, sender)} data, ${chain.length} bytes, seq ${chain.seq}`,
        ),
        ...loggedBreaks(evidence),
      ],
      next: [checksumErrors(who)],
    })
  }
  return undefined
}

function checksumErrors(host: string): Next {
  return {
    what: `On ${host}: whether its system counts wrong checksums, or its own packet filter counts drops, while the connection hangs`,
    command: "nstat -az TcpInCsumErrors IpInHdrErrors TcpExtPAWSEstab; ethtool -S INTERFACE | grep -iE 'csum|crc|err'; nft list ruleset | grep -i drop",
    separates: ['bits-corrupted', 'path-lost', 'path-mtu-blackholed', 'idle-flow-dropped'],
  }
}
