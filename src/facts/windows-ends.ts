import type { Event, Evidence } from '../model/index.ts'

/** Which ends of the failed backup run Windows, as far as their lines show it; next steps and remedies follow it. */
export interface WindowsEnds {
  /** The host that wrote the first symptom. */
  readonly here: boolean
  /** The host at the other end of it. */
  readonly there: boolean
}

/** Error numbers and texts of Winsock and Win32, process and thread in one pair of brackets, programs and services of Windows. */
const writtenThere =
  /\bWSA[A-Z]|\bWSAGetLastError|[(\s]100(?:3[5-9]|[4-6]\d)\b|forcibly closed by the remote host|actively refused it|did not properly respond after a period|\bWIN32 \d|\bBEDS 0x|\btar_base::|\bdos_backup|\bbpbkar32\b|\[\d{1,6}\.\d{1,6}\] {1,2}<\d|\bVSS\b|[Ss]hadow [Cc]opy|\b0x80(?:07|78)[\dA-Fa-f]{4}\b|\\\\\?\\|\(0x0000[\dA-Fa-f]{4}\)|\bCheckpoint operation for '|\bVM recovery checkpoint\b/
/** What a server's line says of a client: a drive, an administrative share, the platform in parentheses. */
const saysOfClient = /(?:^|[\s'"(=:])[A-Za-z]:(?:\\|\/(?!\/))|\b[A-Za-z]\$|\((?:WinNT|Windows|Win32)\b|\bMicrosoft Windows\b|\bWindows Server 20\d\d\b/

/** Tells the ends apart by who wrote what. */
export function windowsEnds(evidence: Evidence): WindowsEnds {
  const [first] = evidence.symptoms
  const here = first !== undefined && isWrittenOnWindows(first)
  const client = evidence.symptoms.some(isClientOnWindows)
  return { here, there: client && !here }
}

/** Whether the host whose data is backed up runs Windows. */
export function isSourceOnWindows(evidence: Evidence): boolean {
  const reading = evidence.of('source.failed')
  const told = reading.length > 0 ? reading : evidence.symptoms
  return told.some((event) => isWrittenOnWindows(event) || isClientOnWindows(event))
}

function isWrittenOnWindows({ quote }: Event): boolean {
  return writtenThere.test(quote)
}

function isClientOnWindows(event: Event): boolean {
  if (event.kind === 'source.failed' && /^(?:[A-Za-z]:[\\/]|\\)/.test(event.path ?? '')) return true
  if (event.side === 'client' && isWrittenOnWindows(event)) return true
  return saysOfClient.test(event.quote)
}
