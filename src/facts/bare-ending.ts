import type { Event, Evidence, System } from '../model/index.ts'

/** Exit codes and statuses that say only that something, or the connection to the other end, failed (rsync errcode.h; ssh(1) EXIT STATUS; NetBackup status codes). */
const bareCodes: Partial<Record<System, ReadonlySet<number>>> = {
  rsync: new Set([10, 12, 13, 14, 21, 255]),
  backuppc: new Set([10, 12, 255]),
  netbackup: new Set([13, 14, 23, 24, 25, 40, 42]),
  // What a wrapper passes on of the programs it started: 1 and 2 are any error at all.
  other: new Set([1, 2]),
}

/** ssh exits with the remote command's status, or with this one if it failed itself. */
const sshFailed = 255

/** An incident in which every line says that something ended or failed and none says what; its first symptom. */
export function bareEnding(evidence: Evidence): Event | undefined {
  return evidence.symptoms.every(isBare) ? evidence.symptoms[0] : undefined
}

/** The program that passed on that its ssh failed, when nothing else is known. */
export function bareSshFailure(evidence: Evidence): Event | undefined {
  const failed = evidence.symptoms.find((event) => event.kind === 'program.exited' && event.code === sshFailed && event.role === 'ssh')
  return bareEnding(evidence) === undefined ? undefined : failed
}

function isBare(event: Event): boolean {
  if (event.kind === 'run.ended') return event.outcome === 'failed'
  if (event.kind !== 'program.exited' && event.kind !== 'status.reported') return false
  return event.symptom === 'echo' || (event.kind === 'program.exited' && event.code === sshFailed) || bareCodes[event.system]?.has(event.code) === true
}
