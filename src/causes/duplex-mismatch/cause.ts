import {
  type Cause,
  cannotTell,
  type EventOf,
  type Evidence,
  explains,
  type Measurement,
  notApplicable,
  type Outcome,
  opposing,
  type Remedy,
  ruledOut,
  supporting,
} from '../../model/index.ts'
import { brokenConnections } from '../../facts/broken-connections.ts'
import { byPackets } from './packets.ts'

/** One side of a link runs half duplex and the other full: late collisions, lost frames, and the more load the more of them. */
export const duplexMismatch: Cause = {
  id: 'duplex-mismatch',
  title: 'One side of a link runs half duplex',
  leadsTo: ['path-lossy', 'path-lost', 'application-timeout', 'reset-injected'],
  weigh: byLines,
  weighPackets: byPackets,
  remedies: () => [negotiateAgain, otherCable],
}

/** The half-duplex side counts late collisions, the full-duplex side frame check errors of the frames its partner gave up. */
const lateCollisions = /late[ _-]?coll|tx_window_errors/i
const frameErrors = /\b(?:fcs|crc|rx_crc|runts?|frame|alignment)[\w -]{0,12}/i

function byLines(evidence: Evidence): Outcome {
  const settings = evidence.of('setting.seen')
  const duplex = settings.filter((event) => /duplex/i.test(event.name))
  const half = duplex.filter((event) => /half/i.test(event.value))
  const full = duplex.filter((event) => /full/i.test(event.value))
  const collisions = settings.filter((event) => lateCollisions.test(event.name) && counted(event) > 0)
  const errors = settings.filter((event) => frameErrors.test(event.name) && counted(event) > 0)
  if (half.length === 0 && collisions.length === 0) {
    if (full.length > 0 && evidence.symptoms.length > 0)
      return ruledOut(
        'The link runs full duplex',
        full.slice(0, 2).map((event) => opposing(event, 'full duplex')),
      )
    return notApplicable
  }
  if (!evidence.symptoms.some(isOfItsKind)) return notApplicable
  const evidenced = [...half, ...collisions, ...errors]
  const strong = half.length > 0 && (collisions.length > 0 || full.length > 0 || errors.length > 0)
  if (half.length === 0 && brokenConnections(evidence).length === 0) {
    return cannotTell(
      'Late collisions are counted, which only happens on a link that one side runs half duplex; neither side is shown',
      [bothSides],
      collisions.slice(0, 2).map((event) => supporting(event, 'late collisions')),
    )
  }
  return explains(strong ? 'strong' : 'weak', {
    headline: strong
      ? 'A link runs half duplex on one side: frames collide and are lost as soon as there is load'
      : 'A link runs half duplex on this side; the other side was not looked at',
    summary: `One side of a link works half duplex${collisions.length > 0 ? ' and counts late collisions, which a link whose sides agree never has' : ''}${full.length > 0 ? ' while the other works full duplex' : ''}. Small exchanges pass; a backup, which keeps the link busy in one direction, loses frames until its connections crawl or die.`,
    accountsFor: evidence.symptoms.filter((event) => isOfItsKind(event) || event.symptom === 'echo'),
    evidence: evidenced
      .slice(0, 4)
      .map((event) =>
        supporting(
          event,
          lateCollisions.test(event.name) ? 'collisions after the first 512 bits: the other side did not wait' : 'the duplex or the error count of this side',
        ),
      ),
    next: strong ? [] : [bothSides],
    measurements: collisions.map((event): Measurement => ({ name: 'late collisions', value: counted(event), unit: 'frames', at: [event.at] })),
  })
}

function counted({ value }: EventOf<'setting.seen'>): number {
  return Number(/\d[\d,]*/.exec(value)?.[0].replaceAll(',', '') ?? 0)
}

function isOfItsKind(event: Evidence['symptoms'][number]): boolean {
  return (
    event.kind === 'timer.expired' ||
    (event.kind === 'connection.failed' && event.channel !== 'pipe') ||
    event.kind === 'connection.closed' ||
    event.kind === 'run.stopped' ||
    event.kind === 'program.exited' ||
    event.kind === 'status.reported'
  )
}

const bothSides = {
  what: 'Speed and duplex as each side of the link sees them: the host, and the switch port it is plugged into',
  command:
    "ethtool eth0 | grep -E 'Speed|Duplex|Auto'; ethtool -S eth0 | grep -iE 'coll|crc|fcs'   # switch: show interfaces status; show interfaces counters errors",
  separates: ['duplex-mismatch', 'path-lossy', 'bits-corrupted'] as const,
}

const negotiateAgain: Remedy = {
  kind: 'fix',
  where: 'both sides of the link: host and switch port',
  text: 'Let both sides negotiate. A side that is set by hand does not answer, and its partner then falls back to half duplex (IEEE 802.3 clause 28: parallel detection). Gigabit over copper needs negotiation anyway.',
  commands: ['ethtool -s eth0 autoneg on', 'speed auto / duplex auto   # on the switch port'],
  risk: 'The link goes down for some seconds: not during a backup. Windows: Set-NetAdapterAdvancedProperty -DisplayName "Speed & Duplex" -DisplayValue "Auto Negotiation"; Solaris: dladm set-linkprop -p en_100fdx_cap=1,adv_autoneg_cap=1 net0; FreeBSD: ifconfig em0 media autoselect.',
  undo: 'ethtool -s eth0 autoneg off speed 100 duplex full',
  check: 'ethtool eth0 shows Duplex: Full, the switch the same, and late collisions no longer grow during a backup.',
}

const otherCable: Remedy = {
  kind: 'experiment',
  where: 'the link',
  text: 'Where both sides are set to negotiate and still come out at half duplex, exchange the cable, then the port.',
  commands: ["journalctl -k --since '-1 day' | grep -iE 'link is up|duplex'"],
  risk: 'The link goes down for some seconds.',
  undo: 'Plug the old cable in again.',
  check: "The kernel reports Full Duplex at the link's full speed.",
}
