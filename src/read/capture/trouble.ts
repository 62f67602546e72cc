import type { FramePoint, IcmpRecord, ResendChain, ResentSegment, ZeroWindowEpisode } from '../../model/index.ts'

/** Kept of each kind: the first and the last few. */
const keptEachEnd = 4

/** In place of lists that nothing was put into yet: most stay so. */
const none: never[] = []

/** The first few and the last few of a list of any length. */
export class Ends<T> {
  #first: T[] = none
  #last: T[] = none
  readonly #each: number
  count = 0

  constructor(each = keptEachEnd) {
    this.#each = each
  }

  push(item: T): void {
    this.count += 1
    if (this.#first === none) this.#first = [item]
    else if (this.#first.length < this.#each) this.#first.push(item)
    else if (this.#last === none) this.#last = [item]
    else {
      if (this.#last.length === this.#each) this.#last.shift()
      this.#last.push(item)
    }
  }

  list(): readonly T[] {
    return [...this.#first, ...this.#last]
  }

  /** The item that came last. */
  latest(): T | undefined {
    return this.#last.at(-1) ?? this.#first.at(-1)
  }
}

/** A reset as it was met; what it looks like against its flow is worked out at once, as the state moves on. */
export interface RawReset extends FramePoint {
  readonly direction: number
  readonly withAck: boolean
  readonly seq: number
  readonly seqOffset: number
  readonly ackOffset: number
  readonly window: number
  readonly ttl: number
  readonly ipId: number
  readonly tsVal: number | null
  readonly lastOther: (FramePoint & { readonly flags: number; readonly length: number; readonly echoesAck: boolean }) | undefined
  readonly sinceOwnUs: number | undefined
  readonly ttlMode: number | undefined
  readonly lastIpId: number
  readonly lastWindow: number
}

/** Rare things of one direction: those that most flows never meet, kept as objects. */
export class DirectionTrouble {
  // The chain of resends that is open.
  chainSeq = 0
  chainLength = 0
  chainStart: FramePoint = nowhere
  chainFirst: FramePoint = nowhere
  chainLast: FramePoint = nowhere
  chainCount = 0
  chainPeerPackets = 0
  chainPassed = 0
  readonly chains = new Ends<ResendChain>()

  // Keepalives that this end sent.
  keepalives = 0
  keepalivesAnswered = 0
  keepalivesInARow = 0
  keepalivePayload: 0 | 1 = 0
  keepaliveFirst: FramePoint = nowhere
  keepaliveLast: FramePoint = nowhere
  keepaliveIdleUs = 0
  keepaliveIntervalUs = 0

  // Probes of this end into the peer's closed window.
  probes = 0
  probesAnswered = 0
  emptyProbes = 0
  bytesProbes = 0
  /** Where the byte ends that probed last. */
  probeEnd = -1

  // This end's own closed window.
  zeroStart: FramePoint = nowhere
  zeroLast = 0
  zeroProbes = 0
  zeroAnswered = 0
  zeroLongestGapUs = 0
  zeroCount = 0
  zeroTotalUs = 0
  zeroLongestUs = 0
  readonly zeroWindows = new Ends<ZeroWindowEpisode>()

  shrinks = 0
  largestShrink = 0
  firstShrink: FramePoint | undefined

  // The resend whose echo is awaited.
  echoEnd = 0
  echoTsVal = 0

  firstResend: FramePoint | undefined
  lastResend: FramePoint | undefined
  readonly resends = new Ends<ResentSegment>(8)
}

/** Rare things of a flow. */
export class Trouble {
  readonly #directions: [DirectionTrouble | undefined, DirectionTrouble | undefined] = [undefined, undefined]
  readonly resets = new Ends<RawReset>(8)
  readonly icmp: (Omit<IcmpRecord, 'about'> & { readonly direction: number })[] = []
  readonly synSends: FramePoint[] = []
  readonly synAckSends: FramePoint[] = []
  challenge: FramePoint | undefined

  of(direction: number): DirectionTrouble {
    const at = direction === 0 ? 0 : 1
    const known = this.#directions[at] ?? new DirectionTrouble()
    this.#directions[at] = known
    return known
  }
}

export const nowhere: FramePoint = { frame: 0, us: 0 }
