import type { Connection } from './connection.ts'
import { failure, type Saying, type Told } from './saying.ts'

/** The folder a module serves: what is backed up when the caller pulls, where the backup goes when it pushes. */
export const moduleFolder = 'path of the module'

/** The folder that rrsync confines a key to. */
const guardedFolder = 'folder that rrsync serves'

type Tell = (found: RegExpExecArray, connection: Connection) => Told | undefined

const host = String.raw`(\S{1,255}) \(([^()\s]{1,60})\)`

/** What the client prints behind `@ERROR: `, clientserver.c. */
const told: readonly (readonly [RegExp, Tell])[] = [
  [/^max connections \((\d{1,6})\) reached/, ([, value]) => ({ kind: 'limit.reached', limit: 'max connections', value: Number(value) })],
  [
    /^access denied to (.{1,200}) from (.{1,300})$/,
    ([, module = '', who = '']) => ({ kind: 'access.refused', reason: 'host-list', detail: `module ${module} from ${who}` }),
  ],
  [/^auth failed on module (.{1,200})$/, ([, module = '']) => ({ kind: 'access.refused', reason: 'authentication', detail: `module ${module}` })],
  [/^(Unknown module '.{1,200}')?$/, ([, detail]) => (detail === undefined ? undefined : { kind: 'access.refused', reason: 'permission', detail })],
  [/^((?:chroot|chdir) failed|no path setting\.?)$/, ([, detail = '']) => ({ kind: 'media.failed', medium: moduleFolder, detail })],
  [/^(fork failed)$/, ([, detail = '']) => ({ kind: 'limit.reached', limit: `processes the daemon may start (${detail})` })],
  [
    /^(daemon security issue.{0,60}|set[ug]id failed|setgroups failed|invalid [ug]id .{1,60}|failed to open lock file)$/,
    ([, detail = '']) => ({ kind: 'access.refused', reason: 'permission', detail }),
  ],
  [/^(your client (?:omitted|does not support) .{1,200}|protocol startup error)$/, ([, detail = '']) => ({ kind: 'versions.mismatched', detail })],
]

/** What the daemon's own log says of the same refusals. */
const logged: readonly (readonly [RegExp, Tell])[] = [
  [/^max connections \((\d{1,6})\) reached$/, ([, value]) => ({ kind: 'limit.reached', limit: 'max connections', value: Number(value) })],
  [new RegExp(`^rsync denied on module (.{1,200}) from ${host}$`), denied],
  [
    new RegExp(`^auth failed on module (.{1,200}?) from ${host}(?: for (\\S{1,100}))?(?:: (.{1,200}))?$`),
    ([, module = '', , , user, reason]) => ({
      kind: 'access.refused',
      reason: 'authentication',
      detail: [`module ${module}`, ...(user === undefined ? [] : [`user ${user}`]), ...(reason === undefined ? [] : [reason])].join(', '),
    }),
  ],
  [
    new RegExp(`^unknown module '(.{1,200})' tried from ${host}$`),
    ([, module = '']) => ({ kind: 'access.refused', reason: 'permission', detail: `Unknown module '${module}'` }),
  ],
]

const readOnly = /^(?:@ERROR: |ERROR: )?(module is (?:read|write) only)$/
/** authenticate.c refuses a password file that others could read, before it says a word to the daemon. */
const passwordFile =
  /^(?:ERROR: |rsync(?:_bpc)?: (?:\[[A-Za-z]{1,12}\] )?)?((?:password file must (?:not be other-accessible|be owned by root)|secrets file must (?:not be other-accessible|be owned by )|could not open password file ).{0,200})$/
const refusedOption = /^(?:rsync: )?((?:on remote machine: )?The server is configured to refuse .{1,100})$/

/** rrsync, which guards a key: in Python since 3.2.4 `PATH error: …`, in Perl before that `PATH: …` or the reason alone. */
const guard = /^(?:\S{0,200}\/)?rrsync(?: error)?: (.{1,200})$/
/** Its refusals as the Perl of former releases dies with them. */
const guardBarely =
  /^((?:sending to read-only|reading from write-only) server (?:is )?not allowed|invalid rsync-command syntax or options|SSH_ORIGINAL_COMMAND='.{0,160}' is not rsync)(?: at \S{1,200} line \d{1,5}\.)?$/
/** What becomes of the key's folder, not of what the caller asked for. */
const guardFolder = /^(?:Restricted directory does not exist|unable to chdir to restricted dir)/

/** socket.c, of the proxy that RSYNC_PROXY names. */
const proxy = /^rsync: (?:\[[A-Za-z]{1,12}\] )?(bad response from proxy -- .{1,120})$/
/** What main.c and options.c make of a path that no daemon can serve. */
const wrongPath = /^(?:ERROR: )?(The remote path must start with a module name not a \/|The source and destination cannot both be remote\.)$/

/** A daemon that says no: `@ERROR:` on the client, its twin in the daemon's log. */
export function readRefusal(text: string, connection: Connection): readonly Saying[] | undefined {
  const only = readOnly.exec(text) ?? refusedOption.exec(text)
  if (only !== null) return failure('names', { kind: 'access.refused', reason: 'permission', detail: only[1] ?? '' })
  const secret = passwordFile.exec(text)
  if (secret !== null) return failure('names', { kind: 'access.refused', reason: 'authentication', detail: (secret[1] ?? '').slice(0, 120) })
  const guarded = guard.exec(text)?.[1] ?? guardBarely.exec(text)?.[1]
  if (guarded !== undefined) return failure('names', byGuard(guarded))
  const byProxy = proxy.exec(text)?.[1]
  if (byProxy !== undefined)
    return failure(
      'names',
      / 40[137]\b/.test(byProxy) ? { kind: 'access.refused', reason: 'permission', detail: byProxy } : { kind: 'run.ended', outcome: 'failed', text: byProxy },
    )
  const wrong = wrongPath.exec(text)?.[1]
  if (wrong !== undefined) return failure('names', { kind: 'run.ended', outcome: 'failed', text: wrong })
  if (text.startsWith('@ERROR')) return readError(text.replace(/^@ERROR:? ?/, ''), connection)
  if (!/^(?:max connections|rsync denied|auth failed|unknown module) /.test(text)) return undefined
  const found = first(logged, text, connection)
  return found === undefined ? undefined : failure('names', found)
}

/** The other end was reached, and what stands in its authorized_keys in place of a shell said no. */
function byGuard(reason: string): Told {
  if (guardFolder.test(reason)) return { kind: 'media.failed', medium: guardedFolder, detail: reason }
  if (reason.startsWith('Another instance of rrsync')) return { kind: 'limit.reached', limit: 'one rrsync at a time for a folder (its -no-lock lifts that)' }
  return { kind: 'access.refused', reason: 'permission', detail: `rrsync: ${reason}` }
}

/** Anything else behind `@ERROR: ` is the daemon's or its administrator's own text. */
function readError(text: string, connection: Connection): readonly Saying[] {
  return failure('names', first(told, text, connection) ?? { kind: 'run.ended', outcome: 'failed', text: text.slice(0, 200) })
}

function first(table: readonly (readonly [RegExp, Tell])[], text: string, connection: Connection): Told | undefined {
  for (const [pattern, tell] of table) {
    const found = pattern.exec(text)
    const one = found === null ? undefined : tell(found, connection)
    if (one !== undefined) return one
  }
  return undefined
}

function denied([, module = '', name = '', address = '']: RegExpExecArray, connection: Connection): Told {
  connection.job ??= `module ${module}`
  const lookup = connection.lookup === undefined ? '' : `; ${connection.lookup}`
  return { kind: 'access.refused', reason: 'host-list', detail: `module ${module} from ${name} (${address})${lookup}` }
}
