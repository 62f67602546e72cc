import { type Event, type EventKind, type Evidence, type System, type Timeline, usPerHour, usPerMinute } from '../model/index.ts'
import { gapOfFaces, logLagUs } from './nearness.ts'

/** How long such trouble of a system or a device goes on explaining failures; the host's own restarts and links are noticed late. */
const reaches: Partial<Record<EventKind, number>> = {
  'limit.reached': 2 * usPerMinute,
  'access.refused': 2 * usPerMinute,
  'run.stopped': 10 * usPerMinute,
  'program.killed': 30 * usPerMinute,
  'host.restarted': usPerHour,
  'link.lost': usPerHour,
  'storage.full': usPerHour,
  'media.failed': usPerHour,
  'mount.failed': usPerHour,
  'table.overflowed': usPerHour,
}

/** Trouble of the system, of ssh, of a device or of a program that makes no backups: it may have struck a backup, or something else. */
export function isForeignTrouble(event: Event): boolean {
  return reachOf(event) !== undefined && isBelowTheBackup(event)
}

/** How long before a failure such trouble may lie, in microseconds; undefined for what is no trouble of that sort. */
export function reachOf({ kind }: Pick<Event, 'kind'>): number | undefined {
  return reaches[kind]
}

/** What the system, ssh, a device or an unknown program wrote, as against a backup's own program. */
export function isBelowTheBackup({ system }: Event): boolean {
  return system === 'ssh' || system === 'host' || system === 'path' || system === 'other'
}

/** Whether nothing but such trouble is there: no backup says that it failed. */
export function isTroubleAlone(symptoms: readonly Event[]): boolean {
  return symptoms.every((event) => isForeignTrouble(event) && event.job === undefined && event.reported !== true)
}

/** Whether a log or a clock sets the trouble beside one of the backup's own failures; so it does where there is none. */
export function isPlaced(trouble: Event, { symptoms, timeline }: Evidence): boolean {
  const failures = symptoms.filter((event) => !isForeignTrouble(event))
  return failures.length === 0 || failures.some((failure) => isBeside(trouble, failure, timeline))
}

function isBeside(trouble: Event, failure: Event, timeline: Timeline): boolean {
  if (isOfAnotherPeer(trouble, failure)) return false
  const related = timeline.gap(trouble.when, failure.when)
  if (trouble.at.source === failure.at.source && related === undefined) return true
  if (trouble.run !== undefined && trouble.run === failure.run) return true
  // Logs given together are of one failure if they show one minute.
  const us = related?.us ?? gapOfFaces(trouble, failure)
  if (us === undefined) return isNamedBy(trouble, failure)
  const slackUs = related?.uncertaintyUs ?? 0
  return us >= -(slackUs + logLagUs) && us <= (reachOf(trouble) ?? 0) + slackUs
}

/** Lines of one log, or of one host, name their peers alike: where they name different addresses, they speak of different callers. */
function isOfAnotherPeer(trouble: Event, failure: Event): boolean {
  if (trouble.at.source !== failure.at.source && (trouble.host === undefined || trouble.host !== failure.host)) return false
  const [of, other] = [peersOf(trouble), peersOf(failure)]
  return of.size > 0 && other.size > 0 && of.isDisjointFrom(other)
}

const address = /(?<![\w.:])(?:\d{1,3}\.){3}\d{1,3}(?![\w.]\d)|(?<![\w:.])(?:[\da-f]{1,4}:){3,7}[\da-f]{1,4}(?![\w:])/gi
/** Every host has these. */
const ofNobody = /^(?:127\.|0\.0\.0\.0$|::1$)/

function peersOf(event: Event): ReadonlySet<string> {
  const told = [...event.quote.matchAll(address)].map(([found]) => found)
  const peer = event.kind === 'connect.failed' && event.peer !== undefined && /^[\d.:a-f]+$/i.test(event.peer) ? [event.peer] : []
  return new Set([...told, ...peer].filter((found) => !ofNobody.test(found)))
}

/** Where no time is known, the program that was killed and the one that failed must at least be of one backup; a server that sends callers away at its door leaves those whom nobody greeted. */
function isNamedBy(trouble: Event, failure: Event): boolean {
  if (trouble.kind === 'limit.reached') return trouble.system === 'ssh' && 'stream' in failure && failure.stream === 'banner'
  return trouble.kind === 'program.killed' && productOf(trouble.victim) === failure.system
}

const products: readonly (readonly [RegExp, System])[] = [
  [/^rsyncd?$/, 'rsync'],
  [/^borg/, 'borg'],
  [/^restic/, 'restic'],
  [/^bp(?:bkar|tm|brm|cd)|^vnetd|^nb/, 'netbackup'],
  [/^(?:bacula|bareos)-/, 'bacula'],
  [/^proxmox-backup/, 'proxmox'],
]

/** The one product that runs a program of this name. */
function productOf(program: string | undefined): System | undefined {
  return program === undefined ? undefined : products.find(([name]) => name.test(program))?.[1]
}

/** Whether a line may be of a tool that runs another product's program, so that its death is the tool's. */
function mayRunAnother(event: Event): boolean {
  return event.system === 'backuppc' || isBelowTheBackup(event)
}

/** A program of one product that was killed has no part in another product's failure, unless a pipe joined the two. */
export function isKillOfAnother(trouble: Event, failure: Event): boolean {
  if (failure.kind === 'connection.failed' && failure.channel === 'pipe') return false
  const product = trouble.kind === 'program.killed' ? productOf(trouble.victim) : undefined
  return product !== undefined && product !== failure.system && !mayRunAnother(failure)
}
