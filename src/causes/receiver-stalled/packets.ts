import type { Death } from '../../facts/flow/deaths.ts'
import { endpointOf, otherEndOf } from '../../facts/flow/ends.ts'
import { failedConnections } from '../../facts/flow/of-failure.ts'
import { flowItem, frameItem, historyLine } from '../../facts/flow/quotes.ts'
import { type Stall, stallBefore } from '../../facts/flow/stall.ts'
import { deathItem, loggedBreaks } from '../../facts/flow/told.ts'
import { localFailure } from '../../facts/local-failure.ts'
import { socketState } from '../../facts/next-evidence.ts'
import { ownTimer } from '../../facts/own-timer.ts'
import { symptomsOfConnections } from '../../facts/symptoms-of-connections.ts'
import { count, duration, type Evidence, explains, type Outcome, placeOf, ruledOut, usPerSecond } from '../../model/index.ts'

/** What packets say about a receiver that did not read: its window stood at zero, its system answered probes, and the connection ended in that state. */
export function byPackets(evidence: Evidence): Outcome | undefined {
  if (localFailure(evidence) !== undefined) return undefined
  for (const death of failedConnections(evidence)) {
    const stall = stallBefore(death)
    if (stall === undefined) continue
    const { end, episode, both } = stall
    const { flow } = death
    const who = endpointOf(flow, end).address
    const closed = duration(death.at.us - episode.start.us)
    const timed = ownTimer(evidence) !== undefined
    return explains(timed ? 'weak' : 'strong', {
      headline: `The program at ${who} stopped reading: its window was zero for ${closed}`.slice(0, 100),
      summary: `${who} closed its window and answered ${count(episode.probesAnswered, 'probe')} with a window of zero: its system was alive, and its program took no data for ${closed}${both ? '. The other end, blocked writing, then stopped reading too' : ''}. ${endOf(stall, death)}`,
      accountsFor: symptomsOfConnections(evidence),
      evidence: [
        frameItem(flow, episode.start, `${who} closes its window`, `${historyLine(flow)}, window 0`),
        deathItem(death, `the end, with the window still closed after ${closed}`),
        ...loggedBreaks(evidence),
      ],
      next: [socketState(evidence)],
      measurements: [
        {
          name: 'window closed for',
          value: Math.round((death.at.us - episode.start.us) / 100_000) / 10,
          unit: 's',
          at: [placeOf(flow, episode.start), placeOf(flow, death.at)],
        },
        { name: 'longest silence between probes', value: Math.round(episode.longestGapUs / 100_000) / 10, unit: 's', at: [placeOf(flow, episode.start)] },
      ],
    })
  }
  return reopened(evidence)
}

function endOf(stall: Stall, { reset, silence }: Death): string {
  if (silence !== undefined) return `The probes grew rarer, and from one on, after ${duration(silence.us)} without a packet, nothing answered them any more.`
  if (reset?.origin === 'device') return 'The probes grew rarer, until a device in the path counted the connection as idle and reset it.'
  if (reset?.record.from === otherEndOf(stall.end)) return 'The sending end gave up waiting and ended the connection itself.'
  return 'The connection ended in that state.'
}

/** A window that was closed for a while and opened again killed nobody. */
function reopened(evidence: Evidence): Outcome | undefined {
  for (const { flow, kind } of failedConnections(evidence)) {
    if (kind === 'cut-short') continue
    const longest = [...flow.opener.zeroWindow.episodes, ...flow.answerer.zeroWindow.episodes]
      .filter(({ ended }) => ended === 'reopened')
      .toSorted((a, b) => b.us - a.us)[0]
    if (longest === undefined || longest.us < usPerSecond) continue
    return ruledOut(`The window was closed for ${duration(longest.us)} and opened again; the connection died later`, [
      flowItem(flow, 'the window opened again', 'against', longest.end ?? longest.start),
    ])
  }
  return undefined
}
