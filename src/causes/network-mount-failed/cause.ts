import { type Cause, type Event, type EventOf, type Evidence, explains, notApplicable, type Outcome, opposing, ruledOut } from '../../model/index.ts'
import { withEchoes } from '../../facts/accounted.ts'
import { brokenConnections, inWords } from '../../facts/broken-connections.ts'
import { headline, isClearlyBefore, lastWords, namedFailure, quoteSome } from '../../facts/named-failure.ts'
import { windowsEnds } from '../../facts/windows-ends.ts'
import { byMountUnit, isMountUnit } from './mount-unit.ts'
import { isMounting } from './mounting.ts'
import { isOfWindows, networkMountFailedRemedies } from './remedies.ts'

/** The network error came from an NFS, SMB or FUSE file system that the backup reads or writes, not from its own connection. */
export const networkMountFailed: Cause = {
  id: 'network-mount-failed',
  title: 'A mounted network file system failed below the backup',
  leadsTo: [
    'source-unreadable',
    'media-unavailable',
    'application-timeout',
    'receiver-stalled',
    'stopped-by-operator',
    'peer-process-died',
    'local-pipe-broken',
  ],
  weigh,
  remedies: networkMountFailedRemedies,
}

function weigh(evidence: Evidence): Outcome {
  const failed = namedFailure(evidence, evidence.of('mount.failed'))
  if (failed === undefined) return notApplicable
  const inBackup = failed.all.filter((event) => event.symptom !== undefined && event.system !== 'host')
  const later =
    evidence.symptoms.length > 0 &&
    evidence.symptoms.every((symptom) => symptom.kind !== 'mount.failed' && failed.all.every((event) => isClearlyBefore(evidence, symptom, event)))
  if (later)
    return ruledOut(
      'The file server stopped answering only after the backup had failed',
      failed.all.slice(0, 1).map((event) => opposing(event, 'later than the failure')),
    )
  if (inBackup.length > 0) return byTheBackup(inBackup, evidence)
  if (isMountUnit(failed.all)) return byMountUnit(failed.all, evidence)
  const waited = evidence.symptoms.filter(isWaitOrFile)
  const breaks = brokenConnections(evidence)
  // The kernel alone, and again and again: nothing else failed that it would have to explain. Only of NFS it says when the server came back.
  const alone = evidence.symptoms.length > 0 && evidence.symptoms.every((event) => event.kind === 'mount.failed' && event.fileSystem === 'nfs')
  const mounting = failed.all.every(isMounting)
  const strength = alone || (waited.length > 0 && breaks.every(({ kind }) => kind === 'closed')) ? 'strong' : 'weak'
  return explains(strength, {
    headline: headline(
      mounting
        ? `${capital(server(failed.first)).replace('server', 'share')} could not be mounted: ${lastWords(failed.first.quote, 50)}`
        : `${capital(server(failed.first))} stopped answering, and the backup stood still on it`,
    ),
    summary: `${
      mounting
        ? 'The kernel could not mount the share: its server was not reached, or did not agree on protocol and options. What should be read or written there meets an empty folder.'
        : `${failed.all.some(isOfWindows) ? 'The SMB client of Windows' : 'The kernel'} says that ${server(failed.first)} did not answer. A program that reads or writes there is stopped in the middle of the call, for as long as it takes; what waits for that program sees silence.`
    } ${
      strength === 'weak'
        ? 'That the backup uses this mount is not shown.'
        : alone
          ? 'Nothing in these lines says that it came back, nor which programs were waiting for it.'
          : 'The backup failed by silence or by a file error, as one that waits for a mount does.'
    }`,
    accountsFor: withEchoes(
      evidence,
      waited.length > 0 ? [...waited, ...breaks.filter(({ kind }) => kind === 'closed').map(({ event }) => event)] : evidence.symptoms,
    ),
    evidence: [
      ...quoteSome(failed.all, failed.all.some(isOfWindows) ? 'Windows reports the share' : 'the kernel reports the mount'),
      ...quoteSome(waited, 'the backup waited or met a file error', 2),
    ],
    next: strength === 'strong' ? [] : [failed.all.some(isOfWindows) ? whichShare : whichMount],
  })
}

/** The backup itself printed the error of the mount. */
function byTheBackup(events: readonly EventOf<'mount.failed'>[], evidence: Evidence): Outcome {
  const [first] = events
  if (first === undefined) return notApplicable
  const [broken] = brokenConnections(evidence)
  const hearsay = events.every((event) => event.reported === true)
  const told = isMounting(first) ? notMounted(first) : isOfShare(first) ? lostShare(first) : lostServer(first)
  return explains(broken?.kind === 'reset' || broken?.kind === 'timed-out' || hearsay ? 'weak' : 'strong', {
    headline: headline(told.headline),
    summary: `${told.what} ${
      broken === undefined ? told.sound : `That connection failed too (${inWords(broken)}); the mount alone does not do that while the program lives.`
    }`,
    accountsFor: withEchoes(evidence, [
      ...evidence.symptoms.filter((event) => event.kind === 'mount.failed' || event.kind === 'source.failed'),
      ...(broken?.kind === 'closed' ? [broken.event] : []),
    ]),
    evidence: [
      ...quoteSome(events, isOfShare(first) ? 'an error of the share' : 'an error that a file on a mount gives'),
      ...(broken === undefined ? [] : [opposing(broken.event, inWords(broken))]),
    ],
    next: [windowsEnds(evidence).here || events.some(isOfShare) ? whichShare : whichMount],
  })
}

interface Telling {
  readonly headline: string
  readonly what: string
  /** Of the backup's own connection, where it did not fail. */
  readonly sound: string
}

function notMounted({ quote }: Event): Telling {
  return {
    headline: `A network share could not be mounted: ${lastWords(quote, 50)}`,
    what: 'The share that the backup reads or writes could not be mounted, and mount itself says why.',
    sound: 'No connection of the backup itself failed.',
  }
}

/** Python puts the path behind the words of the error. */
const pathBehind = /: '[^']{1,300}'?$/

function lostServer(event: EventOf<'mount.failed'>): Telling {
  return {
    headline: `${place(event)} lost its server: "${lastWords(event.quote.replace(pathBehind, ''), 45)}"`,
    what: `The error came from a system call on a file below ${event.path ?? 'a mounted file system'}, and not on the connection between the two backup programs.`,
    sound: 'That connection was sound.',
  }
}

/** Windows itself passes the error of the share on. */
function isOfShare(event: EventOf<'mount.failed'>): boolean {
  return event.program === 'robocopy' || isOfWindows(event)
}

/** robocopy names the file that it reads: which of its two paths is the share, only a UNC path tells. */
function lostShare({ path = '', quote, program }: EventOf<'mount.failed'>): Telling {
  const number = /\b(?:ERROR|FEHLER|ERREUR|ERRORE) \d{1,5}\b|\b0x8[\dA-Fa-f]{7}\b/.exec(quote)?.[0]
  const copying = program === 'robocopy'
  const unc = path.startsWith('\\\\')
  const share = unc ? `The share ${shareOf(path)}` : copying ? 'The share that robocopy copies from or to' : 'The share that the backup uses'
  return {
    headline: `${share} lost its server${number === undefined ? '' : ` (${number})`}`,
    what: `Windows lost the SMB connection to the file server, or its answer, in the middle of a call; ${copying ? 'robocopy' : 'the backup'} only passes ${number === undefined ? 'that' : 'the number'} on.${
      copying && !unc ? ` The file it names, ${path}, is the one it was copying, not the share.` : ''
    }`,
    sound: 'What cut that connection (the server, its disks, the network, or a device between), these lines do not say.',
  }
}

/** `\\\\server\\share` of a UNC path. */
function shareOf(path: string): string {
  return /^\\\\[^\\]{1,60}\\[^\\]{1,60}/.exec(path)?.[0] ?? path
}

const whichShare = {
  what: 'On the Windows host: the sessions to the file server, whether it answers, and what the SMB client logged',
  command: 'Get-SmbConnection; Test-NetConnection FILESERVER -Port 445; Get-WinEvent -LogName Microsoft-Windows-SMBClient/Connectivity -MaxEvents 30',
  separates: ['network-mount-failed', 'source-unreadable', 'disk-full'] as const,
}

const whichMount = {
  what: 'On the host with the mount: which file system the path is on, whether it answers, and what the kernel said of its server',
  command: "findmnt -T PATH; timeout 10 stat -f PATH; nfsstat -m; journalctl -k --since '-1 day' | grep -iE 'nfs|cifs|smb|fuse'",
  separates: ['network-mount-failed', 'source-unreadable', 'disk-full'] as const,
}

function isWaitOrFile(event: Event): boolean {
  return event.kind === 'timer.expired' || event.kind === 'source.failed' || event.kind === 'run.stopped' || event.kind === 'media.failed'
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function server({ path, fileSystem }: EventOf<'mount.failed'>): string {
  const kind = fileSystem === undefined ? 'file' : fileSystem.toUpperCase()
  return path === undefined ? `the ${kind} server` : path.startsWith('/') ? `the ${kind} server below ${path}` : `the ${kind} server ${path}`
}

function place({ path, fileSystem }: EventOf<'mount.failed'>): string {
  const kind = fileSystem === undefined ? 'network' : fileSystem.toUpperCase()
  const short = path !== undefined && path.length > 35 ? `…${path.slice(-34)}` : path
  return short === undefined ? `A ${kind} mount` : `The ${kind} mount below ${short}`
}
