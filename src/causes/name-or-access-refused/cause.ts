import { type Cause, count, type EventOf, type Evidence, explains, notApplicable, type Outcome, opposing, ruledOut, supporting } from '../../model/index.ts'
import { inWords } from '../../facts/broken-connections.ts'
import { headline, isClearlyBefore, lastWords, type NamedFailure, namedFailure, quoteSome } from '../../facts/named-failure.ts'
import { changedKey, isHostKey } from './host-key.ts'
import { isOfPacketFilter, isOfSetuid, isOfThisHost } from './of-this-host.ts'
import { nameOrAccessRefusedRemedies } from './remedies.ts'
import { isClock, isRepositoryPassword } from './service-refusals.ts'

/** A name did not resolve, or the other end knows the caller and says no. */
export const nameOrAccessRefused: Cause = {
  id: 'name-or-access-refused',
  title: 'A name did not resolve, or access was refused',
  leadsTo: ['peer-process-died', 'reset-injected', 'remote-program-missing', 'nobody-listening'],
  weigh,
  remedies: nameOrAccessRefusedRemedies,
}

function weigh(evidence: Evidence): Outcome {
  const events = evidence.of('access.refused')
  const refused = namedFailure(evidence, events)
  if (refused === undefined) return notApplicable
  if (refused.first.symptom === undefined) {
    const [symptom] = evidence.symptoms.filter((event) => event.symptom === 'specific')
    return symptom === undefined ? notApplicable : ruledOut('Somebody was refused, but the backup itself got in', [opposing(refused.first, 'not the backup')])
  }
  if (refused.preceded !== undefined)
    return ruledOut('A connection that had been let in broke before', [opposing(refused.preceded.event, `earlier ${inWords(refused.preceded)}`)])
  const limit = evidence.of('limit.reached').find((event) => event.symptom !== undefined && !refused.all.every((one) => isClearlyBefore(evidence, one, event)))
  if (limit !== undefined && refused.all.every(({ reason }) => reason === 'host-list' || reason === 'permission')) {
    return ruledOut(`The caller was turned away because ${limit.limit} was reached, not because of who it is`, [opposing(limit, 'a limit and not a list')])
  }
  const established = refused.followed.filter(({ event, kind }) => kind !== 'closed' && event.kind === 'connection.failed' && event.stream !== undefined)
  const strength = refused.hearsay || limit !== undefined || established.length > 0 ? 'weak' : bothEndsSay(refused) ? 'decisive' : 'strong'
  return explains(strength, {
    headline: headline(title(refused.first, evidence)),
    summary: summaryOf(refused, evidence),
    accountsFor: refused.accountsFor,
    evidence: [
      ...quoteSome(refused.all, saysWho(refused.first)),
      ...(limit === undefined ? [] : [opposing(limit, 'a limit was reached too')]),
      ...established.slice(0, 1).map((one) => supporting(one.event, inWords(one))),
    ],
    next: refused.first.reason === 'name' ? [bothWays] : [],
  })
}

const bothWays = {
  what: 'The name asked for and the address back, on both hosts, as the programs see it (hosts file, DNS and cache together)',
  command: 'getent ahosts OTHER_HOST; getent hosts ADDRESS; hostname -f   # Windows: nslookup; NetBackup: bpclntcmd -hn NAME, bpclntcmd -ip ADDRESS',
  separates: ['name-or-access-refused', 'nobody-listening', 'connect-blackholed'] as const,
}

/** The one who refused logs why, and the one who was refused only that. */
function bothEndsSay({ all }: NamedFailure<EventOf<'access.refused'>>): boolean {
  const ends = new Set(all.map((event) => event.side ?? event.host).filter((end) => end !== undefined))
  return ends.size > 1
}

function title(event: EventOf<'access.refused'>, evidence: Evidence): string {
  const about = detailOf(event, evidence)
  const changed = changedKey(evidence)
  switch (event.reason) {
    case 'name':
      return `A host name does not resolve${about}`
    case 'authentication':
      if (isHostKey(event))
        return changed !== undefined
          ? `The key of ${changed.host ?? 'the other host'} has changed: ssh would not connect`
          : 'The key of the other host could not be verified: ssh would not connect'
      if (isRepositoryPassword(event.quote)) return 'The password of the repository is missing or wrong'
      if (isClock(event.quote)) return "The service refuses this host's clock: it is too far off"
      return `Login refused${about}`
    case 'host-list':
      return `The other end refuses this host, which is not on its list${about}`
    case 'permission':
      if (isOfPacketFilter(event)) return 'The packet filter of the host itself let no packet out (Operation not permitted)'
      if (isOfSetuid(event)) return `A program of Amanda lacks the rights it needs on its own host${about}`
      return isOfThisHost(event) ? `Permission denied on the host itself: ${lastCall(event.quote)}` : `The other end refuses the request${about}`
  }
}

/** The most telling wording is the refusing end's own, which is the longest. */
function detailOf({ reason }: EventOf<'access.refused'>, evidence: Evidence): string {
  const details = evidence
    .of('access.refused')
    .filter((event) => event.reason === reason)
    .map((event) => event.detail ?? '')
  const longest = details.filter((text) => text.length > 2 && text.length < 90).toSorted((a, b) => b.length - a.length)[0]
  if (longest !== undefined) return ` (${longest.trim()})`
  // A login is refused for a reason that stands at the end of a long line.
  return reason === 'authentication' && details[0] !== undefined && details[0].length > 2 ? ` (${lastWords(details[0])})` : ''
}

/** The call and its object, without the time and the place in the program before them. */
function lastCall(quote: string): string {
  return (/[^:[\]]{3,90}: Permission denied/i.exec(quote)?.[0] ?? quote).replace(/: Permission denied$/i, '').trim()
}

function saysWho(event: EventOf<'access.refused'>): string {
  if (isOfPacketFilter(event)) return 'the kernel of the host itself refused to send'
  const { reason } = event
  if (isHostKey(event)) return 'ssh refuses the other host, and no failure of the network'
  return reason === 'name' ? 'the name service gave no usable answer' : 'a refusal in words, and no failure of the network'
}

function summaryOf({ first, all }: NamedFailure<EventOf<'access.refused'>>, evidence: Evidence): string {
  const many = `${count(all.length, 'line')} ${all.length === 1 ? 'says' : 'say'} so`
  if (first.reason === 'name')
    return `The program could not turn a name into an address, or the address back into the same name (${many}). No connection was tried with what it had, or the other end mistrusts the name: neither a firewall nor a lost packet is needed.`
  const changed = isHostKey(first) ? changedKey(evidence) : undefined
  if (changed !== undefined)
    return `${changed.host ?? 'The other host'} shows another key than the one known${changed.knownAt === undefined ? '' : ` (${changed.knownAt})`}, and the calling ssh would not connect. It was installed anew, its address now leads to another machine, or somebody sits in between. Nobody tried to log in: the other host refused nothing.`
  if (isHostKey(first))
    return `The calling ssh reached the other host and did not trust it (${many}): its key is not known there, or is another than before. Nobody tried to log in: the other host refused nothing.`
  if (isRepositoryPassword(first.quote))
    return `The program could not open the repository with the password it was given, or was given none (${many}). Nobody was refused a login, and no connection failed.`
  if (isOfPacketFilter(first))
    return `Sending on a socket that was open ended with "Operation not permitted" (${many}): no other host says that, the kernel does where its own packet filter refuses an outgoing packet - a rule, or a connection that the filter no longer knows after it was loaded anew or its table was full.`
  if (isOfThisHost(first))
    return `A call on a file, socket or object of the same host was refused (${many}): rights of the user the program runs as, or a policy (AppArmor, SELinux). No other host said no, and the network has no part in it.`
  return `The hosts reached each other, and one of them said no (${many}). Connections that end right after that are its way of hanging up.`
}
