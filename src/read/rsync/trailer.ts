import { callSite, callSiteInWords } from './call-sites.ts'
import { type Connection, createConnection } from './connection.ts'
import { exitCode } from './exit-codes.ts'
import { failure, type Saying, type Told, nothing } from './saying.ts'

const trailer = /^rsync(?:_bpc)? (?:error|warning): (.{1,160}?) \(code (\d{1,3})\)(?: at (.{0,300}))?$/
const place = /^(.{1,250}?)\((\d{1,6})\)(?: \[([A-Za-z]{1,12})=([^\]\s]{1,60})\]?)?[)"'`.,]*$/

/** Codes of a run that went to its end and left something out. */
const partialCodes: ReadonlySet<number> = new Set([23, 24, 25])

/** The role in a trailer, and the whole shape of one; undefined when the text is none or breaks off. */
export function trailerIn(text: string): { readonly code: number; readonly role?: string; readonly complete: boolean } | undefined {
  const found = trailer.exec(text)
  if (found === null) return undefined
  const at = place.exec(found[3] ?? '')
  return { code: Number(found[2]), complete: at !== null, ...(at?.[3] === undefined ? {} : { role: at[3] }) }
}

/** `rsync error: … (code N) at file(line) [role=version]`, the last words of a process. */
export function readTrailer(text: string, connection: Connection): readonly Saying[] | undefined {
  const found = trailer.exec(text)
  if (found === null) return readPassedOn(text, connection)
  const [, meaning = '', digits, rest = ''] = found
  const code = Number(digits)
  const at = place.exec(rest)
  const role = at?.[3]
  if (at?.[4] !== undefined) connection.version ??= at[4]
  // A service that is stopped in order; processes that serve a caller then get a signal of their own, and say so.
  if (code === 20 && connection.listener) return nothing
  const repeated = connection.trailers.size > 0
  // The child that should become the remote shell bears its parent's role, and the parent has its own last words yet to say.
  connection.trailers.add(isFailedChild(code, at) ? `child of ${role ?? ''}` : (role ?? ''))
  connection.lastTrailer = text
  if (connection.pid === undefined && role !== undefined) notePull(role, connection)
  const told = exited(code, meaning, at)
  if (connection.failures.some(({ probe }) => probe !== undefined)) return failure('exit', told)
  if (partialCodes.has(code)) return partial(code, told, connection)
  const ended = repeated ? [] : [{ told: { kind: 'run.ended', outcome: 'failed', text: meaning } } satisfies Saying]
  connection.ended = true
  return [...own(code, role, connection), { told, rank: rankOf(code) }, ...ended]
}

/** `ERROR: rsync exited with code 23 for web1`: what the program around rsync says of it. */
const passedOn =
  /(?:^|[\s'"(])[Rr]sync['"]? (?:process )?(?:exited|ended|failed|returned|terminated|finished),? (?:with )?(?:(?:an?|the) )?(?:non-?zero )?(?:exit |return |error )?(?:code|status|rc)[ :=]{1,2}(\d{1,3})\b/

/** rsnapshot: `ERROR: /usr/bin/rsync returned 12 while processing root@web1:/`; releases 1.4.0 and 1.4.1 divided the code by 256. */
const ofRsnapshot = /\/rsync returned (\d{1,3}|0\.\d{2,8}) while processing /

/**
 * lsyncd of the rsync that it starts: `Failure on startup of "/srv/": 12`, `Unknown exitcode (list): 127`, `Finished a list = 12`; release 1: `Forked binary process
 * returned non-zero return code: 10`. What it says of single moves and deletions is of a shell's command at the other end.
 */
const ofLsyncd =
  /\b(?:(?:Normal|Error)[:,] (?:(?:Failure|Retrying|Unknown exitcode)(?: on| with \w{1,12})? ?(?:startup of|a list|list|\(list\))|Finished (?:a list|\(list\))|Startup of).{0,300}?[:=] ?"?|Forked binary process returned non-zero return code: )(\d{1,3})$/

/** Tells of a failure only where rsync's own lines are missing. */
function readPassedOn(text: string, connection: Connection): readonly Saying[] | undefined {
  const digits = passedOn.exec(text)?.[1] ?? ofRsnapshot.exec(text)?.[1] ?? ofLsyncd.exec(text)?.[1]
  if (digits === undefined) return undefined
  const code = digits.startsWith('0.') ? Math.round(Number(digits) * 256) : Number(digits)
  if (code === 0 || connection.failures.length > 0 || connection.trailers.size > 0) return nothing
  return byCode(code, connection)
}

/** What a code tells that somebody names who shows no line of rsync's; nothing for a number that rsync does not use. */
export function toldByCode(code: number): readonly Saying[] {
  return exitCode(code) === undefined || code === 0 ? nothing : byCode(code, createConnection(''))
}

function byCode(code: number, connection: Connection): readonly Saying[] {
  const known = exitCode(code)
  const told: Told = { kind: 'program.exited', code, ...(known === undefined ? {} : { meaning: known.reading }) }
  if (partialCodes.has(code)) return partial(code, told, connection)
  connection.ended = true
  return [...own(code, undefined, connection), { told, rank: rankOf(code) }]
}

/** `Receiver` is what a client that receives calls itself before it forks. */
const pulling: ReadonlySet<string> = new Set(['Receiver', 'receiver', 'generator'])

function notePull(role: string, connection: Connection): void {
  if (pulling.has(role) || role === 'sender') connection.pulls ??= role !== 'sender'
}

function isFailedChild(code: number, at: RegExpExecArray | null): boolean {
  return code === 14 && at?.[1]?.endsWith('pipe.c') === true
}

function exited(code: number, meaning: string, at: RegExpExecArray | null): Told {
  if (at === null) return { kind: 'program.exited', code, meaning }
  const [, path = '', digits = '', role, version] = at
  const file = path.split(/[/\\]/).at(-1) ?? path
  const site = callSite(file, Number(digits), code, version)
  return {
    kind: 'program.exited',
    code,
    meaning,
    site: `${file}(${digits})`,
    ...(role === undefined ? {} : { role }),
    ...(version === undefined ? {} : { version }),
    ...(site === undefined ? {} : { callSite: callSiteInWords(site) }),
  }
}

function rankOf(code: number): 'exit' | 'transport' {
  return code === 255 || code === 124 ? 'transport' : 'exit'
}

/** What a code says by itself, beyond that a process ended. */
function own(code: number, role: string | undefined, connection: Connection): readonly Saying[] {
  const has = (kind: Told['kind']): boolean => connection.failures.some(({ event }) => event.kind === kind)
  const by = role === undefined ? {} : { role }
  switch (code) {
    case 1:
      // A daemon, which reads no command line for its caller, uses it for what it refuses.
      if (connection.daemon || connection.failures.some(({ rank }) => rank === 'names')) return []
      return [{ told: { kind: role === 'server' ? 'versions.mismatched' : 'usage.refused', detail: 'syntax or usage error' }, rank: 'names' }]
    case 2:
      // It says that what came is no protocol of its own, and no line says what came.
      return connection.failures.some(({ rank }) => rank === 'names' || rank === 'network')
        ? []
        : [{ told: { kind: 'versions.mismatched', detail: 'protocol incompatibility' }, rank: 'names' }]
    case 15:
      return [{ told: { kind: 'program.killed', by: 'crash', victim: 'rsync' }, rank: 'names' }]
    case 16:
      return [{ told: { kind: 'program.killed', by: 'unknown', victim: 'rsync' }, rank: 'names' }]
    case 20:
      return [{ told: { kind: 'run.stopped', signal: 'SIGINT, SIGTERM or SIGHUP' }, rank: 'stop' }]
    case 22:
      return has('program.killed') ? [] : [{ told: { kind: 'program.killed', by: 'allocation', victim: 'rsync' }, rank: 'names' }]
    case 30:
      // Up to 3.0.9 the server side gives up without a word but this.
      return has('timer.expired') || has('run.stopped')
        ? []
        : [{ told: { kind: 'timer.expired', timer: 'rsync --timeout', setting: '--timeout', ...by }, rank: 'names' }]
    case 35:
      // The alarm covers connect() alone: nobody answered, and no healthy connection was ended.
      return [
        { told: { kind: 'timer.expired', timer: 'rsync --contimeout', setting: '--contimeout', ...by } },
        {
          told: {
            kind: 'connect.failed',
            errno: 'ETIMEDOUT',
            port: connection.port ?? 873,
            ...(connection.peer === undefined ? {} : { peer: connection.peer }),
          },
          rank: 'names',
        },
      ]
    case 125:
      return [{ told: { kind: 'program.killed', by: 'unknown', victim: 'the remote shell' }, rank: 'names' }]
    // A shell's 128 and a signal, passed through by the remote shell.
    case 129:
    case 130:
    case 143:
      return [{ told: { kind: 'run.stopped', signal: { 129: 'SIGHUP', 130: 'SIGINT', 143: 'SIGTERM' }[code] }, rank: 'stop' }]
    case 137:
      return [{ told: { kind: 'program.killed', by: 'signal', signal: 'SIGKILL', victim: 'the remote shell or what it ran' }, rank: 'names' }]
    case 126:
    case 127:
      return has('program.missing') ? [] : [{ told: { kind: 'program.missing', program: 'rsync', detail: exitCode(code)?.reading ?? '' }, rank: 'names' }]
    default:
      return []
  }
}

/** Codes 23 to 25: the run went to its end; the lines before say what is missing, or else the trailer alone does. */
function partial(code: number, told: Told, connection: Connection): readonly Saying[] {
  const known = connection.failures.some(({ rank }) => rank !== 'exit' && rank !== 'file-exit')
  const reason = code === 24 ? 'vanished' : 'other'
  const told23: readonly Saying[] = known || code === 25 ? [] : [{ told: { kind: 'source.failed', reason, partial: true }, rank: 'file' }]
  const stopped: readonly Saying[] =
    code !== 25 || connection.failures.some(({ event }) => event.kind === 'run.stopped')
      ? []
      : [{ told: { kind: 'run.stopped', by: '--max-delete' }, rank: 'stop' }]
  const broken = connection.failures.some(({ rank }) => rank === 'network' || rank === 'early')
  connection.ended = true
  return [...told23, ...stopped, { told, rank: 'file-exit' }, { told: { kind: 'run.ended', outcome: broken ? 'failed' : 'completed-with-warnings' } }]
}
