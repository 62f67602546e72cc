import { rareStatusCodes } from './rare-status-codes.ts'
import { otherWordings, resourceStatusCodes } from './resource-status-codes.ts'

/** A NetBackup exit status: the text of the published table, and what we read from it about the connection. */
export interface StatusCode {
  readonly code: number
  readonly text: string
  readonly reading: string
}

/** Texts after the published NetBackup Status Codes Reference Guide; readings are ours. Codes that say nothing here about a failed backup are left out. */
const table: readonly (readonly [code: number, text: string, reading: string])[] = [
  [0, 'the requested operation was successfully completed', 'nothing failed'],
  [1, 'the requested operation was partially successful', 'some files were skipped, the copy is usable'],
  [2, 'none of the requested files were backed up', 'the file list or the source, not the network'],
  [5, 'the restore failed to recover the requested files', 'often follows a 13, 24 or 40 of the data connection'],
  [6, 'the backup failed to back up the requested files', 'often follows a 13, 24 or 40 of the data connection'],
  [11, 'system call failed', 'wraps an error of the operating system: read the errno beside it'],
  [12, 'file open failed', 'a file could not be opened, on either side'],
  [13, 'file read failed', 'the media server stopped getting data: its read timeout, or a reset'],
  [14, 'file write failed', 'a write to the storage or to the data connection failed'],
  [21, 'socket open failed', 'no local socket or port could be had'],
  [22, 'socket close failed', 'teardown, rarely what came first'],
  [23, 'socket read failed', 'end of stream or a reset while reading'],
  [24, 'socket write failed', 'the client could not write its data: reset, closed window, firewall'],
  [25, 'cannot connect on socket', 'a port gave no answer or refused, or a waiting socket had expired'],
  [26, 'client/server handshaking failed', 'the two programs spoke but did not agree: versions, names, TLS'],
  [27, 'child process killed by signal', 'a process was killed'],
  [29, 'failed trying to exec a command', 'a program could not be started on the client'],
  [36, 'failed while trying to allocate memory', 'out of memory'],
  [40, 'network connection broken', 'a connection that the job needs is gone'],
  [41, 'network connection timed out', 'no data within the client read timeout; the connection may be healthy'],
  [42, 'network read failed', 'a read on an open connection failed'],
  [43, 'unexpected message received', 'the two programs do not understand each other'],
  [44, 'network write failed', 'a write on an open connection failed'],
  [45, 'request attempted on a non-reserved port', 'the source port is not one the server accepts'],
  [46, 'server not allowed access', 'the server is not in the client list of servers'],
  [47, 'host is unreachable', 'routing, or a firewall that answers with ICMP'],
  [48, 'client hostname could not be found', 'name resolution'],
  [49, 'client did not start', 'the client answered, its backup program did not start'],
  [50, 'client process aborted', 'the backup program on the client died'],
  [51, 'timed out waiting for database information', 'the catalog was late'],
  [52, 'timed out waiting for media manager to mount volume', 'the media, not the network'],
  [54, 'timed out connecting to client', 'the connection attempt took longer than CLIENT_CONNECT_TIMEOUT'],
  [55, 'permission denied by client during rcmd', 'the client refused the server'],
  [56, "client's network is unreachable", 'routing'],
  [57, 'client connection refused', 'the client answered that nobody listens there, or a firewall answered for it'],
  [58, "can't connect to client", 'no connection to the client could be made'],
  [59, 'access to the client was not allowed', 'the server is not in the client list of servers'],
  [63, 'process was killed by a signal', 'a process was killed'],
  [64, 'timed out waiting for the client backup to start', 'the client was slow to begin'],
  [65, 'client timed out waiting for the continue message from the media manager', 'the control connection, or a slow mount'],
  [66, 'client backup failed to receive the CONTINUE BACKUP message', 'the control connection, or a slow mount'],
  [69, 'invalid filelist specification', 'the file list, not the network'],
  [71, 'none of the files in the file list exist', 'the file list, not the network'],
  [82, 'media manager killed by signal', 'a process was killed'],
  [83, 'media open error', 'the storage'],
  [84, 'media write error', 'the storage'],
  [85, 'media read error', 'the storage'],
  [86, 'media position error', 'the storage'],
  [87, 'media close error', 'the storage'],
  [89, 'problems encountered during setup of shared memory', 'limits of the media server'],
  [96, 'unable to allocate new media for backup, storage unit has none available', 'no free media'],
  [99, 'NDMP backup failure', 'the filer ended the backup: read what it said'],
  [129, 'disk storage unit is full', 'the storage is full'],
  [130, 'system error occurred', 'wraps an error of the operating system'],
  [134, 'unable to process request because the server resources are busy', 'all drives or streams are taken'],
  [146, 'cannot get a bound socket', 'no local port could be had'],
  [150, 'termination requested by administrator', 'somebody or a parent job ended it'],
  [155, 'disk is full', 'a file system on the server is full'],
  [156, 'snapshot error encountered', 'the snapshot, not the network'],
  [174, 'media manager - system error occurred', 'catch-all of the media manager'],
  [196, 'client backup was not attempted because backup window closed', 'the schedule'],
  [201, 'handshaking failed with server backup restore manager', 'master and media server do not agree'],
  [202, 'timed out connecting to server backup restore manager', 'no answer between master and media server'],
  [203, "server backup restore manager's network is unreachable", 'routing between master and media server'],
  [204, 'connection refused by server backup restore manager', 'nobody listens on the media server'],
  [205, 'cannot connect to server backup restore manager', 'no connection between master and media server'],
  [206, 'access to server backup restore manager denied', 'the master is not in the media server list of servers'],
  [213, 'no storage units available for use', 'the storage'],
  [219, 'the required storage unit is unavailable', 'the storage'],
  [233, 'premature eof encountered', 'a connection between NetBackup servers ended early'],
  [234, 'communication interrupted', 'a connection between NetBackup servers broke'],
  [252, 'extended error status has been encountered', 'the real status is above 255: look at the job details'],
  [636, 'read from input socket failed', 'a connection between NetBackup servers broke'],
  [800, 'resource request failed', 'media, drive or storage unit'],
  [811, 'failed to communicate with resource requester', 'a connection between NetBackup servers broke'],
  [2074, 'disk volume is down', 'the storage'],
  [2106, 'disk storage server is down', 'the storage'],
  [7625, 'SSL socket connection failed', 'no secure connection could be made: the path, the proxy process, or a certificate'],
  [7641, 'failed to find a common CA root for secure handshake', 'the two hosts trust different certificate authorities'],
  [7653, 'the peer certificate is revoked', 'the certificate of one host was revoked'],
  [7658, 'connection cannot be established because the host validation failed', 'the host id or its name is not known to the master'],
  [7659, 'connection cannot be established because the host validation failed on the target host', 'the host id or its name is not known to the master'],
]

const byCode = new Map(table.map(([code, text, reading]) => [code, { code, text, reading }]))
const known = [...resourceStatusCodes, ...rareStatusCodes, ...table]
const textByCode = new Map(known.map(([code, text]) => [code, text]))
const byText = new Map(known.map(([code, text, reading]) => [plain(text), { code, text, reading }]))
const wordings = new Set([...known, ...otherWordings].map(([code, text]) => wordingOf(code, text)))

/** The status with this number, if backups often end with it: a bare number of the rest may be any program's. */
export function statusOf(code: number): StatusCode | undefined {
  return byCode.get(code)
}

/** The status whose official text this is, whatever its case and final stop. */
export function statusOfText(text: string): StatusCode | undefined {
  return byText.get(plain(text))
}

/** Whether a text is that of this number, in the guide's wording or another release's. */
export function isTextOf(code: number, text: string): boolean {
  return wordings.has(wordingOf(code, text))
}

function wordingOf(code: number, text: string): string {
  return `${code} ${plain(text)}`
}

function plain(text: string): string {
  return text.trim().replace(/\.$/, '').toLowerCase()
}

/** The official text, for events that report a code; undefined for a code of none. */
export function meaningOf(code: number): string | undefined {
  return textByCode.get(code)
}
