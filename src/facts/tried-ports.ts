import type { EventOf, Evidence, Next } from '../model/index.ts'

type Trial = EventOf<'port.tried'>
type Target = Pick<EventOf<'connect.failed'>, 'port' | 'peer'>

/** A trial by hand that the very port accepted; where a host is named here and an address there, they may be one. */
export function acceptedTrial(evidence: Evidence, failed: Target | undefined): Trial | undefined {
  return evidence
    .of('port.tried')
    .find(({ accepted, port, peer }) => accepted && failed?.port !== undefined && port === failed.port && isSamePeer(peer, failed.peer) !== false)
}

/** A trial by hand that another port of the same host accepted: the host is up and can be reached. */
export function otherPortAccepted(evidence: Evidence, failed: Target | undefined): Trial | undefined {
  return evidence
    .of('port.tried')
    .find(
      ({ accepted, port, peer }) =>
        accepted && failed?.port !== undefined && port !== undefined && port !== failed.port && isSamePeer(peer, failed.peer) === true,
    )
}

/** A trial that failed in the words of a tool that tells no refusal from silence, where nothing else is told of an attempt. */
export function untoldTrial(evidence: Evidence): Trial | undefined {
  if (evidence.symptoms.some(({ kind }) => kind === 'connect.failed' || kind === 'connect.abandoned')) return undefined
  return evidence.of('port.tried').find(({ accepted, symptom }) => !accepted && symptom !== undefined)
}

/** The same trial with a tool that says how it failed. */
export function tellingTrial({ peer = 'OTHER_HOST', port }: Trial): Next {
  const to = port === undefined ? 'PORT' : String(port)
  return {
    what: 'How the attempt fails: refused at once, or silent until a timer runs out (Windows: 10061 or 10060)',
    command: `try { [Net.Sockets.TcpClient]::new('${peer}', ${to}) } catch { $_.Exception.InnerException }   # PowerShell; elsewhere: nc -vz -w 30 ${peer} ${to}`,
    separates: ['connect-blackholed', 'nobody-listening', 'port-rejected'],
  }
}

const address = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[\da-f]{0,4}:[\da-f:]{2,39})$/i

/** `backup1 (192.0.2.9)` and `192.0.2.9` are one; a name and an address may be. */
function isSamePeer(one: string | undefined, other: string | undefined): boolean | 'unknown' {
  if (one === undefined || other === undefined) return 'unknown'
  const [left, right] = [namesOf(one), namesOf(other)]
  if (left.some((name) => right.includes(name))) return true
  const comparable = left.some((name) => right.some((another) => address.test(name) === address.test(another)))
  return comparable ? false : 'unknown'
}

function namesOf(peer: string): readonly string[] {
  return peer
    .toLowerCase()
    .split(/[\s()[\]]+/)
    .filter((name) => name !== '')
    .flatMap((name) => (address.test(name) ? [name] : [name, name.split('.')[0] ?? name]))
}
