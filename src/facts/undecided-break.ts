import { type EvidenceItem, type Evidence, opposing } from '../model/index.ts'
import { type Break, brokenConnections } from './broken-connections.ts'
import { deviceSessions } from './device-sessions.ts'
import { hostRestart } from './host-restart.ts'
import { localFailure } from './local-failure.ts'
import { ownTimer, timerInWords } from './own-timer.ts'
import { trackedSessions } from './tracked-session.ts'

/** A connection that was reset, closed or found gone, and what already accounts for that, if anything does. */
export interface UndecidedBreak {
  readonly broken: Break
  readonly settled?: { readonly why: string; readonly evidence: readonly EvidenceItem[] }
}

/**
 * The first break that somebody answered (reset, end of file, broken pipe), with the earlier failure that accounts for it.
 * Undefined when there is none: silence is another family of causes.
 */
export function undecidedBreak(evidence: Evidence): UndecidedBreak | undefined {
  const breaks = brokenConnections(evidence)
  // What follows a silence, at either end, is its consequence.
  if (breaks.some(({ kind, event }) => (kind === 'timed-out' || kind === 'unreachable') && event.symptom === 'specific')) return undefined
  const broken = breaks.find(({ kind }) => kind === 'reset' || kind === 'broken-pipe' || kind === 'closed')
  if (broken === undefined) return undefined
  const local = localFailure(evidence)
  if (local !== undefined) {
    return { broken, settled: { why: `${local.sentence}, and that already accounts for the broken connection`, evidence: [opposing(local.event, local.what)] } }
  }
  const timer = ownTimer(evidence)
  if (timer !== undefined && timer.preceded === undefined) {
    const why = `${timer.name} ended the connection, so that the other end met a closed one`
    return { broken, settled: { why, evidence: [opposing(timer.event, `${timer.name} had expired: ${timerInWords(timer)}`)] } }
  }
  const restarted = hostRestart(evidence, broken.event)
  if (restarted !== undefined)
    return { broken, settled: { why: 'A host restarted before that, and that already accounts for it', evidence: [opposing(restarted, 'a host restarted')] } }
  const expired = trackedSessions(evidence).find((session) => session.refused.length > 0)?.expired
  const forgotten = deviceSessions(evidence).find(({ meaning }) => meaning === 'idle')?.event ?? expired
  if (forgotten !== undefined) {
    return {
      broken,
      settled: {
        why: 'A firewall logged that it dropped the connection for being idle',
        evidence: [opposing(forgotten, 'the firewall says why it ended the connection')],
      },
    }
  }
  return { broken }
}
