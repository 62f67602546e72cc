import {
  cannotTell,
  type Cause,
  type Event,
  type EventOf,
  type Evidence,
  explains,
  notApplicable,
  opposing,
  type Outcome,
  type Remedy,
  ruledOut,
  supporting,
} from '../../model/index.ts'
import { withEchoes } from '../../facts/accounted.ts'
import { banBefore } from '../../facts/address-bans.ts'
import { deviceSessions } from '../../facts/device-sessions.ts'
import { expiredListener } from '../../facts/expired-listener.ts'
import { icmpRefusal } from '../../facts/icmp-refusals.ts'
import { listensHere } from '../../facts/next-evidence.ts'
import { order } from '../../facts/order.ts'
import { type Refusals, refusals, targetOf, unreachableConnects } from '../../facts/refused-connects.ts'
import { serviceStarts } from '../../facts/service-starts.ts'
import { tellingTrial, untoldTrial } from '../../facts/tried-ports.ts'
import { statements } from '../../facts/statements.ts'
import { byPackets } from './packets.ts'

/** A firewall, on the host or in the path, answers the SYN with a reset or an ICMP prohibition. */
export const portRejected: Cause = {
  id: 'port-rejected',
  title: 'A firewall rejects the connection',
  leadsTo: [],
  weigh: byLines,
  weighPackets: byPackets,
  remedies: (evidence) => remedies(refusals(evidence)?.first.port ?? unreachableConnects(evidence)[0]?.port),
}

/** What lines say, without a capture. */
function byLines(evidence: Evidence): Outcome {
  const refused = refusals(evidence)
  const unreachable = unreachableConnects(evidence)
  const first = refused?.first ?? unreachable[0]
  if (first === undefined) {
    const trial = untoldTrial(evidence)
    if (trial === undefined) return notApplicable
    return cannotTell('A port was tried in vain; that a firewall rejects the connection is one way', [tellingTrial(trial)], [supporting(trial, 'not accepted')])
  }
  const denied = deviceSessions(evidence).find(({ meaning }) => meaning === 'refused')?.event
  if (denied !== undefined) return deniedByDevice(evidence, denied, first, refused?.events ?? unreachable)
  const message = refused?.local === true ? undefined : icmpRefusal(evidence, first)
  if (message !== undefined) return rejectedByMessage(evidence, message, first, refused?.events ?? unreachable)
  if (refused === undefined) return noRoute(evidence, first, unreachable)
  if (refused.local)
    return ruledOut('The program connected to its own host: there is no device in between', [opposing(refused.first, 'the refused address is local')])
  const expired = expiredListener(evidence)
  if (expired !== undefined)
    return ruledOut('The refused port was a listener that had closed by its own timer', [opposing(expired.expired, 'the listener gave up')])
  const started = serviceStarts(evidence).find((start) => order(evidence.timeline, refused.first, start) === 'before')
  if (started !== undefined) {
    return ruledOut('The service was started after the refusal: it had not been running', [opposing(started, 'the service was started')])
  }
  return maybeByFirewall(evidence, refused)
}

function deniedByDevice(evidence: Evidence, denied: EventOf<'session.ended'>, first: EventOf<'connect.failed'>, failures: readonly Event[]): Outcome {
  return explains('strong', {
    headline: `A firewall rejects connections to ${targetOf(first)}`.slice(0, 100),
    summary: `The attempt was answered at once, and ${denied.device ?? 'a device in the path'} logged that it denied the connection.`,
    accountsFor: withEchoes(evidence, failures),
    evidence: [supporting(denied, 'the device denied the connection'), supporting(first, 'the program was refused')],
  })
}

function rejectedByMessage(evidence: Evidence, message: EventOf<'setting.seen'>, first: EventOf<'connect.failed'>, failures: readonly Event[]): Outcome {
  return explains('strong', {
    headline: `A firewall rejects connections to ${targetOf(first)}: its ICMP message was seen`.slice(0, 100),
    summary:
      'The attempt was answered with a message of ICMP that a rule forbids it. A host on which nothing listens would have sent a TCP reset, and a host that is down nothing at all.',
    accountsFor: withEchoes(evidence, failures),
    evidence: [supporting(message, 'a device on the way, or the host itself, rejected it by a rule'), supporting(first, 'the program was told so')],
  })
}

function noRoute(evidence: Evidence, first: EventOf<'connect.failed'>, unreachable: readonly EventOf<'connect.failed'>[]): Outcome {
  return explains('weak', {
    headline: `No route to host: ${targetOf(first)} is rejected by a firewall, or the host is down`.slice(0, 100),
    summary:
      'The attempt was answered with "no route to host". Linux reports this for an ICMP prohibition, which is how firewalld and many REJECT rules answer, and equally for a host that does not answer on its own network.',
    accountsFor: withEchoes(evidence, unreachable),
    evidence: [supporting(first, 'answered with an ICMP message, not with silence')],
    next: [icmpSender(first.peer)],
  })
}

/** A refusal that nothing tells from that of the host itself but a ban or somebody's word. */
function maybeByFirewall(evidence: Evidence, refused: Refusals): Outcome {
  const quoted = [supporting(refused.first, 'refused at once; a firewall that rejects with a reset looks like this too')]
  const banned = banBefore(evidence, refused.first)
  if (banned !== undefined) {
    return explains('weak', {
      headline: `Connections to ${refused.target} may be refused by a ban (${banned.text ?? ''})`.slice(0, 100),
      summary:
        'The attempt was refused at once, and a program had shut out an address after failed logins: its rule answers with an ICMP message that reads "connection refused". Whether it is the address of this backup, the lines do not show.',
      accountsFor: withEchoes(evidence, refused.events),
      evidence: [...quoted, supporting(banned, 'an address was banned')],
      next: [whoIsBanned, listensHere(evidence, refused)],
    })
  }
  const [blocked] = statements(evidence, 'port-blocked')
  if (blocked === undefined) {
    return cannotTell(
      'A firewall that answers with a reset looks exactly like a port on which nothing listens; the log of one end does not show who answered',
      [listensHere(evidence, refused)],
      quoted,
    )
  }
  return explains('weak', {
    headline: `A firewall rejects connections to ${refused.target}`.slice(0, 100),
    summary: 'The attempt was refused at once, and the report says that the port is blocked.',
    accountsFor: withEchoes(evidence, refused.events),
    evidence: [...quoted, supporting(blocked, 'reported as blocked')],
    next: [listensHere(evidence, refused)],
  })
}

const whoIsBanned = {
  what: "Whether the banned address is that of the backup's client or server",
  command: 'fail2ban-client banned; iptables -nL | grep -A20 f2b-; ip -br addr   # the last on the host that was refused',
  separates: ['port-rejected', 'nobody-listening'],
} as const

function icmpSender(peer = 'OTHER_HOST') {
  return {
    what: 'Who sent the ICMP message and which: "admin prohibited" comes from a firewall, "host unreachable" from the last router or from this host itself',
    command: `tcpdump -i any -nn -v -c 2 'icmp[icmptype] == icmp-unreach'   # while connecting; then: ping -c 3 ${peer}`,
    separates: ['port-rejected', 'path-lost'],
  } as const
}

function remedies(port: number | undefined): readonly Remedy[] {
  const to = port === undefined ? 'PORT' : String(port)
  return [
    {
      kind: 'fix',
      where: 'the host that refused (Linux, firewalld)',
      text: 'Allow the port for the backup server only.',
      commands: [
        `firewall-cmd --permanent --add-rich-rule='rule family="ipv4" source address="BACKUP_SERVER" port port="${to}" protocol="tcp" accept'`,
        'firewall-cmd --reload',
      ],
      risk: 'Opens the port to that one address.',
      undo: `firewall-cmd --permanent --remove-rich-rule='rule family="ipv4" source address="BACKUP_SERVER" port port="${to}" protocol="tcp" accept' && firewall-cmd --reload`,
      check: `nc -vz HOST ${to} from the backup server connects.`,
    },
    {
      kind: 'fix',
      where: 'the host that refused (Windows)',
      text: 'Allow the port in the Windows firewall.',
      commands: [`netsh advfirewall firewall add rule name="backup ${to}" dir=in action=allow protocol=TCP localport=${to} remoteip=BACKUP_SERVER`],
      risk: 'Opens the port to that one address.',
      undo: `netsh advfirewall firewall delete rule name="backup ${to}"`,
      check: `Test-NetConnection HOST -Port ${to} from the backup server.`,
    },
    {
      kind: 'fix',
      where: 'the firewall in the path',
      text: `Ask its administrator to allow TCP ${to} from the backup server to the host, and to say which rule refused it.`,
      commands: [],
      risk: 'A new permission in the rule set.',
      undo: 'Remove the rule.',
      check: `nc -vz HOST ${to} from the backup server connects.`,
    },
  ]
}
