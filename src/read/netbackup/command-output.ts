import { type Errno, errnoInText, errnoOfNumber } from '../../model/index.ts'
import { failuresIn } from './failures.ts'
import { daemonTrouble } from './named-troubles.ts'
import { reported, type Told } from './status-bodies.ts'
import { statusOfText } from './status-codes.ts'

/** Ports of the services that a host connection is tried through, in NetBackup's own order. */
const viaPort: Readonly<Record<string, number>> = { pbx: 1556, vnetd: 13724 }
const bpcdPort = 13782

/** What one line of `bptestbpcd` or `bpclntcmd` says; undefined when it is none. */
export function commandLine(text: string): readonly Told[] | undefined {
  if (text.length > 500) return undefined
  return daemonTrouble(text) ?? database(text) ?? attempt(text) ?? spoken(text) ?? nameLookup(text) ?? (quiet.test(text) ? [] : undefined)
}

/** `status: FAILED, (42) CONNECT_REFUSED; system: (111) Connection refused; FROM 0.0.0.0 TO web 10.0.0.8 bpcd VIA pbx`, one for each way in. */
const tried =
  /^\s*status: FAILED, \(\d{1,4}\) (\w{1,40}); system: \((\d{1,5})\) (.{0,80}?); FROM \S{1,60} TO (\S{1,80}) \S{1,60} (\w{1,20})(?: VIA (\w{1,20}))?/

function attempt(text: string): readonly Told[] | undefined {
  const match = tried.exec(text)
  if (match === null) return undefined
  const [, name = '', number, words = '', peer = '', , via] = match
  const errno = errnoInText(words) ?? errnoOfNumber(Number(number)) ?? named[name]
  if (errno === undefined) return []
  const port = via === undefined ? bpcdPort : viaPort[via]
  return [{ body: { kind: 'connect.failed', errno, peer, ...(port === undefined ? {} : { port }) }, weight: 'specific' }]
}

const named: Readonly<Record<string, Errno>> = { CONNECT_REFUSED: 'ECONNREFUSED', CONNECT_TIMEOUT: 'ETIMEDOUT', CONNECT_RESET: 'ECONNRESET' }

/** nbdb_ping of the relational database below EMM. */
const databasePing = /^Database \[\w{1,40}\] is (?:(not available)|alive and well)/

function database(text: string): readonly Told[] | undefined {
  const match = databasePing.exec(text)
  if (match === null) return undefined
  return match[1] === undefined ? [] : [{ body: { kind: 'run.ended', outcome: 'failed', text: text.slice(0, 120) }, weight: 'vague' }]
}

/** `<16>bptestbpcd main: cannot connect on socket`, as the commands print to the terminal. */
const printed = /^\s*<(\d{1,3})> ?(bptestbpcd|bpclntcmd|bpcd|vnet\w{1,30})\b ?(.{1,300})$/
const toldByName = /^(?:bptestbpcd|bpclntcmd)(?: main)?: (.{1,300})$/

function spoken(text: string): readonly Told[] | undefined {
  const match = printed.exec(text)
  // The command is the whole of what was tried: no other log says more.
  const refused = match === null ? undefined : /\bConnectToBPCD\([^)]{0,80}\) failed: (\d{1,5})\b/.exec(text)?.[1]
  if (refused !== undefined) return reported(Number(refused))
  if (match !== null) return statusSaid(match[3] ?? '') ?? failuresIn(match[3] ?? '', { severe: Number(match[1]) >= 16, program: match[2] ?? '' })
  const plain = toldByName.exec(text)
  if (plain === null) return undefined
  const message = plain[1] ?? ''
  const unknown = /^host (\S{1,80}): not found/.exec(message)
  if (unknown !== null) return [{ body: { kind: 'access.refused', reason: 'name', detail: unknown[1] ?? '' }, weight: 'specific' }]
  const status = statusOfText(message)
  return status === undefined ? failuresIn(message, { severe: true, program: text.startsWith('bptest') ? 'bptestbpcd' : 'bpclntcmd' }) : reported(status.code)
}

/** `main: client hostname could not be found`: the text of a status and nothing else. */
function statusSaid(message: string): readonly Told[] | undefined {
  const status = statusOfText(message.replace(/^\w{1,30}: /, ''))
  return status === undefined ? undefined : reported(status.code)
}

function nameLookup(text: string): readonly Told[] | undefined {
  const match = /^(?:gethostbyname|getaddrinfo)\((\S{1,80})\) (?:failed|returned no)/.exec(text) ?? /^host (\S{1,80}): not found: \(\d/.exec(text)
  return match === null ? undefined : [{ body: { kind: 'access.refused', reason: 'name', detail: match[1] ?? '' }, weight: 'specific' }]
}

/** What the two commands print when all is well, and the heads of what bpps lists. */
const quiet =
  /^\s*(?:(?:NB|MM|Shared (?:Veritas|Symantec)) Processes$|expecting response from server \S+$|gethostname\(\) returned: |aliases: {2,}\S|host \S+: \S+ at \S+|(?:PEER|HOST|CLIENT)_NAME ?= |(?:SERVER_)?PATCH_VERSION ?= |(?:MASTER|EMM)_SERVER ?= |NB_MACHINE_TYPE ?= |[\d.]{7,15}:\d{1,5} (?:->|<-) [\d.]{7,15}:\d{1,5})/

/** Of the lines of both commands and of the tape daemons. */
export const commandSigns = [
  databasePing,
  tried,
  printed,
  toldByName,
  quiet,
  /^(?:gethostbyname|getaddrinfo)\(/,
  ': not found: (',
  /\b(?:TL[DH8M4]|ACS)\(/,
  'FREEZING media id ',
  'EMM status: ',
]
