import { type Event, type EventBase, type SocketCondition, usPerSecond } from '../../../model/index.ts'
import { closedForUs, type Seen, silentForUs, type SocketHistory, spanUs } from './history.ts'

/** One lost answer is loss, three in a row are silence. */
const unansweredIsSilence = 3
/** Four unanswered in a row stand for 3 s at least on Linux; fewer come and go in a healthy night. */
const unansweredIsFailure = 4
/** A receiver that writes to a disk closes its window for moments; nobody gives up before this. */
const closedTellsUs = 3 * usPerSecond
const closedIsFailureUs = 20 * usPerSecond
const unreadTellsUs = 5 * usPerSecond
/** Below this, quiet is nothing: no device has so short an idle limit on purpose. */
const quietTellsUs = 10 * usPerSecond
/** Rounds in which pieces of the unscaled window passed; fewer may be chance. */
const crippledRounds = 5
/** Nobody runs a backup at some hundred bytes per round trip on purpose. */
const crippledIsFailureUs = 5 * usPerSecond
/** A SYN that is seen in so many rounds, or was sent again so often, is unanswered. */
const attemptRounds = 3
const attemptRepeats = 2

/** What the story of one socket tells, one event per condition; `lastRound` is the last round in which anything was looked at. */
export function conditionsOf(history: SocketHistory, lastRound: number, others: readonly SocketHistory[], baseOf: (seen: Seen) => EventBase): readonly Event[] {
  const gone = history.last.taken.round < lastRound
  const say = (seen: Seen, condition: SocketCondition['condition'], fields: Partial<SocketCondition>, symptom = false): Event => ({
    ...baseOf(seen),
    kind: 'socket.sampled',
    tuple: { from: seen.look.local, to: seen.look.remote },
    state: seen.look.state,
    condition,
    looks: history.looks,
    ...(gone ? { gone: true } : {}),
    ...(seen.look.timer?.kind === 'keepalive' ? { keepalive: true } : {}),
    ...scaleOf(seen),
    ...fields,
    ...(symptom ? { symptom: 'echo' as const } : {}),
  })
  return [...silence(history, others, say), ...attempt(history, say), ...windows(history, say), ...quiet(history, say)]
}

type Say = (seen: Seen, condition: SocketCondition['condition'], fields: Partial<SocketCondition>, symptom?: boolean) => Event

/** Only a silence that lasted to the end counts: one that was overcome harmed nothing. */
function silence(history: SocketHistory, others: readonly SocketHistory[], say: Say): readonly Event[] {
  const { silent } = history
  const unanswered = silent?.last.look.timer?.unanswered ?? 0
  if (silent === undefined || unanswered < unansweredIsSilence) return []
  const { bytesAcked, mss, sendQ = 0, inner } = silent.last.look
  const onlySmall = inner === true && mss !== undefined && bytesAcked !== undefined && bytesAcked < mss && sendQ > mss
  const othersAlive = others.some((other) => other !== history && other.lastAliveRound >= silent.first.taken.round - 1 && other.lastAliveRound >= 0)
  const failed = unanswered >= unansweredIsFailure && silent.last.look.state === 'ESTABLISHED'
  const forUs = silentForUs(silent)
  return [
    say(
      silent.last,
      'unanswered',
      {
        looks: silent.looks,
        retransmits: unanswered,
        ...(forUs === undefined ? {} : { forUs }),
        ...(history.quietBeforeSilenceUs > 0 ? { quietBeforeUs: history.quietBeforeSilenceUs } : {}),
        ...(othersAlive ? { othersAlive } : {}),
        ...(onlySmall ? { onlySmall } : {}),
      },
      failed,
    ),
  ]
}

function attempt({ attempt: stretch }: SocketHistory, say: Say): readonly Event[] {
  if (stretch === undefined) return []
  const repeats = stretch.last.look.timer?.unanswered ?? 0
  if (stretch.looks < attemptRounds && repeats < attemptRepeats) return []
  const forUs = spanUs(stretch)
  return [
    say(
      stretch.last,
      'syn-unanswered',
      { looks: stretch.looks, ...(repeats === 0 ? {} : { retransmits: repeats }), ...(forUs === undefined ? {} : { forUs }) },
      true,
    ),
  ]
}

function windows(history: SocketHistory, say: Say): readonly Event[] {
  const { closed, unread, crippled, peerCrippled } = history
  const events: Event[] = []
  const closedUs = closed === undefined ? 0 : closedForUs(closed)
  if (closed !== undefined && closedUs >= closedTellsUs)
    events.push(say(closed.last, 'window-closed', { looks: closed.looks, forUs: closedUs }, closedUs >= closedIsFailureUs))
  const unreadUs = unread === undefined ? 0 : (spanUs(unread) ?? 0)
  if (unread !== undefined && unreadUs >= unreadTellsUs)
    events.push(say(unread.last, 'unread', { looks: unread.looks, forUs: unreadUs, bytes: unread.last.look.recvQ ?? 0 }))
  if (crippled !== undefined && crippled.looks >= crippledRounds)
    events.push(
      say(
        crippled.last,
        'window-crippled',
        { looks: crippled.looks, bytes: crippled.last.look.peerWindow ?? 0, ...spanOf(crippled) },
        (spanUs(crippled) ?? 0) >= crippledIsFailureUs,
      ),
    )
  if (peerCrippled !== undefined && peerCrippled.looks >= crippledRounds)
    events.push(say(peerCrippled.last, 'peer-crippled', { looks: peerCrippled.looks, bytes: pieceOf(peerCrippled.last), ...spanOf(peerCrippled) }))
  return events
}

function quiet({ quietest, last, first }: SocketHistory, say: Say): readonly Event[] {
  const forUs = quietest?.look.sinceAckUs ?? 0
  if (quietest !== undefined && forUs >= quietTellsUs) return [say(quietest, 'quiet', { forUs: Math.min(forUs, quietest.look.sinceSentUs ?? forUs) })]
  return last.look.inner === true && last.look.state === 'ESTABLISHED' ? [say(first, 'open', {})] : []
}

function pieceOf({ look }: Seen): number {
  return Math.round((look.ownWindow ?? 0) / 2 ** (look.scale?.[1] ?? 0))
}

function spanOf(stretch: Parameters<typeof spanUs>[0]): { readonly forUs?: number } {
  const forUs = spanUs(stretch)
  return forUs === undefined ? {} : { forUs }
}

function scaleOf({ look }: Seen): { readonly scale?: readonly [number, number] | 'none' } {
  if (look.inner !== true) return {}
  if (look.scale !== undefined) return { scale: look.scale }
  // Without `-o` no option is printed; with it, timestamps show that options are.
  return look.timestamps === true ? { scale: 'none' } : {}
}
