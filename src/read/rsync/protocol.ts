import type { Connection } from './connection.ts'
import { isLaterOption } from './later-options.ts'
import { context, failure, nothing, type Saying } from './saying.ts'

/** rsync's own protocol numbers: 32 in release 3.5.0; the first public one was under 20, and they grow by one in years. */
const largestProtocol = 99

const versions = /^(?:\((?:Client|Server)\) )?Protocol versions: remote=(-?\d{1,10}), negotiated=(-?\d{1,10})$/
const greeting = /^rsync(?:_bpc)?: (?:\[[A-Za-z]{1,12}\] )?server sent "(.{0,2000})" rather than greeting$/
const mismatch = /^(?:rsync: )?protocol version mismatch --? is your shell clean\?$/

/** The two releases, or their options, do not fit each other. */
const misfits: readonly RegExp[] = [
  /^(?:msg: )?(?:rsync: )?(?:\[[A-Za-z]{1,12}\] )?(on remote machine: -{1,2}[\w.@-]{1,120}(?:=.{1,120})?: (?:unknown option|invalid numeric value|missing argument))$/,
  /^(?:rsync: )?(?:\[[A-Za-z]{1,12}\] )?(The --[\w-]{1,40} option is not supported by the server)$/,
  /^(--?[\w-]{1,40}(?: with --inplace)? requires protocol \d{1,3} or higher \(negotiated \d{1,3}\)\.?)$/,
  /^(Using more than one .{1,60} option requires protocol \d{1,3} or higher \(negotiated \d{1,3}\)\.?)$/,
  /^(Failed to negotiate a \w{1,20} choice\.)$/,
  /^(Your --\w{1,20}-choice value \(.{1,60}\) was refused by the server\.)$/,
  /^(Incompatible options specified for inc-recursive .{1,60})$/,
  /^((?:rsync: )?This rsync lacks old-style --compress .{0,120})$/,
  /^(rsync: the server omitted the (?:subprotocol value|digest name list): .{1,120})$/,
]

/** main.c: every file came through and was checked, and then the two releases part in another manner than the other expects. */
const farewell = /^(Invalid packet at end of run \(-?\d{1,10}\)).{0,40}$/

/** The command line of this very process, of popt's wordings. */
const usage =
  /^(?:rsync: )?(?:\[[A-Za-z]{1,12}\] )?(-{1,2}[\w.@-]{1,120}(?:=.{1,120})?: (?:unknown option|invalid numeric value|missing argument)(?: \(in daemon mode\))?|--?[\w-]{1,40} (?:does not work without|cannot be used with|may not be used with|conflicts with) -.{1,120})$/

/** The stream is not what was sent: damage, or a process that lost its place in it. */
const damage: readonly RegExp[] = [
  /^unexpected tag -?\d{1,10}(?: \[[\w/ ]{1,30}\])?$/,
  /^multiplexing overflow (?:-?\d{1,10}:)?-?\d{1,20}(?: \[[\w/ ]{1,30}\])?$/,
  /^(?:invalid multi-message|invalid message|unknown message) -?\d{1,10}:-?\d{1,20}(?: \[[\w/ ]{1,30}\])?$/,
  /^(?:inflate|deflate|compress)(?: \(token\)| on token| flush)? returned -?\d{1,10}(?: \(-?\d{1,12} bytes(?: left)?\))?$/,
  /^(?:ZSTD decomp returned|ZSTD_compressStream returned|uncompress failed:|LZ4_\w{1,40} returned) .{1,80}$/,
  /^decompressor lost sync!$/,
  /^invalid token number in compressed stream/,
  /^Invalid (?:file index|dir index|block index|block length|zero block length|checksum count|checksum length|remainder length|flist flag|literal token)\b.{0,120}$/,
  /^File-list index -?\d{1,12} not in .{1,80}$/,
  /^(?:wire (?:value|size) .{1,60} out of range|overflow: xflags=|Overflow in read_var\w{1,6}\(\)).{0,120}$/,
  /^got transfer request in phase 2 \[\w{1,12}\]$/,
]

/** What the ends say when they cannot understand each other. */
export function readProtocol(text: string, connection: Connection): readonly Saying[] | undefined {
  const seen = versions.exec(text)
  if (seen !== null) return readVersions(Number(seen[1]), seen[2] ?? '', connection)
  const sent = greeting.exec(text)
  if (sent !== null) return failure('names', { kind: 'stream.polluted', text: printable(sent[1] ?? '') })
  if (mismatch.test(text)) return readMismatch(connection)
  if (/^\(see the rsync ?man ?page for an explanation\)$/.test(text)) return nothing
  const refused = usage.exec(text)?.[1]
  if (refused !== undefined) {
    const kind = refused.includes('unknown option') && isLaterOption(refused) ? 'versions.mismatched' : 'usage.refused'
    return failure('names', { kind, detail: refused })
  }
  const misfit = misfits.map((pattern) => pattern.exec(text)).find((found) => found !== null)
  if (misfit !== undefined) return failure('names', { kind: 'versions.mismatched', detail: misfit[1] ?? text })
  const body = text.replace(/^rsync(?:_bpc)?: (?:\[\w{1,12}\] )?/, '')
  const parting = farewell.exec(body)?.[1]
  if (parting !== undefined) return failure('names', { kind: 'versions.mismatched', detail: parting })
  return damage.some((pattern) => pattern.test(body)) ? failure('network', { kind: 'stream.corrupted', detail: body }) : undefined
}

/** The remote number is the first four bytes that came, lowest first; text in front of the protocol makes it huge. */
function readVersions(remote: number, negotiated: string, connection: Connection): readonly Saying[] {
  connection.remoteProtocol = remote
  if (remote > 0 && remote <= largestProtocol)
    return context({ kind: 'setting.seen', name: 'rsync protocol', value: `remote ${remote}, negotiated ${negotiated}` })
  const text = firstBytes(remote)
  return failure(
    'names',
    text === undefined ? { kind: 'stream.polluted', detail: `the remote protocol number was ${remote}` } : { kind: 'stream.polluted', text },
  )
}

function readMismatch(connection: Connection): readonly Saying[] {
  const remote = connection.remoteProtocol
  if (remote === undefined || remote <= 0 || remote > largestProtocol) return failure('names', { kind: 'stream.polluted' })
  return failure('names', { kind: 'versions.mismatched', detail: `the other end speaks protocol ${remote}` })
}

/** 1685418843 is `[sud`: the four bytes of a number as text; undefined when they are no text. */
export function firstBytes(value: number): string | undefined {
  const bytes = [0, 8, 16, 24].map((shift) => (value >>> shift) & 0xff)
  const isText = bytes.every((byte) => (byte >= 0x20 && byte < 0x7f) || byte === 0x0a || byte === 0x0d || byte === 0x09 || byte === 0x1b)
  return isText ? printable(String.fromCharCode(...bytes)) : undefined
}

/** A carriage return or an escape sequence is often what gives a terminal away, so it is shown. */
function printable(text: string): string {
  return text.slice(0, 200).replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t').replaceAll('\u001b', '\\e')
}
