import { duration, type EventOf, type Evidence } from '../model/index.ts'
import { brokenConnections } from './broken-connections.ts'
import { earliest, order } from './order.ts'

/** A program's own timer that ended a run: what it is called and, where told, after how long without data. */
export interface OwnTimer {
  readonly event: EventOf<'timer.expired'> | EventOf<'program.exited'> | EventOf<'status.reported'>
  readonly name: string
  readonly limitUs?: number
  /** `transport`: ssh asks and ssh answers, whatever the backup does. `unknown`: some program's words, with neither a setting nor a limit. */
  readonly kind: 'own' | 'transport' | 'unknown'
  /** A transport error that an end logged before the timer ran out: then the timer is not what broke the connection. */
  readonly preceded?: ReturnType<typeof brokenConnections>[number]
}

/** rsync's RERR_TIMEOUT: the program stopped itself after `--timeout` (errcode.h). */
const rsyncTimeout = 30
/** NetBackup's "network connection timed out": the server's client read timeout ran out. */
const netBackupReadTimeout = 41

/** The first timer among the symptoms; undefined when none expired. */
export function ownTimer(evidence: Evidence): OwnTimer | undefined {
  const timers = evidence.symptoms.filter((event) => event.kind === 'timer.expired')
  const event = earliest(evidence.timeline, timers) ?? evidence.symptoms.find(exitedByTimer)
  if (event === undefined) return undefined
  const preceded = brokenConnections(evidence).find((one) => order(evidence.timeline, one.event, event) === 'before')
  return { event, kind: kindOf(event), ...nameOf(event), ...(preceded === undefined ? {} : { preceded }) }
}

/** "10 s without data", or "its limit without data" where the limit is not told. */
export function timerInWords({ limitUs, name }: OwnTimer): string {
  const time = limitUs === undefined ? 'its limit' : duration(limitUs)
  return /\bspeed-limit\b/.test(name) ? `${time} below that many bytes a second` : `${time} without data`
}

/** Timers that the ssh programs keep between themselves. */
const sshTimers: ReadonlySet<string> = new Set(['ServerAliveInterval', 'ClientAliveInterval', 'banner exchange', 'ConnectTimeout'])

function kindOf(event: OwnTimer['event']): OwnTimer['kind'] {
  if (event.kind !== 'timer.expired') return 'own'
  if (sshTimers.has(event.setting ?? event.timer)) return 'transport'
  if (event.system === 'amanda' && event.timer === 'request') return 'unknown'
  // A sentence that restic or borg passes on from the store is no timer of theirs.
  const theirs = event.system !== 'other' && !((event.system === 'restic' || event.system === 'borg') && / .+ /.test(event.timer))
  return theirs || event.setting !== undefined || event.limitUs !== undefined ? 'own' : 'unknown'
}

function exitedByTimer(event: Evidence['symptoms'][number]): event is EventOf<'program.exited'> | EventOf<'status.reported'> {
  if (event.kind === 'program.exited') return (event.system === 'rsync' || event.system === 'backuppc') && event.code === rsyncTimeout
  return event.kind === 'status.reported' && event.system === 'netbackup' && event.code === netBackupReadTimeout
}

function nameOf(event: OwnTimer['event']): { readonly name: string; readonly limitUs?: number } {
  if (event.kind === 'program.exited') return { name: 'rsync --timeout' }
  if (event.kind === 'status.reported') return { name: 'NetBackup client read timeout' }
  return event.limitUs === undefined ? { name: event.timer } : { name: event.timer, limitUs: event.limitUs }
}
