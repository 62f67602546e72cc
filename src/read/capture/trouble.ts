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
  /** Below this nothing is known: the capture began there; below 0 where it began with the first byte. */
  start = -1
  /** Its holes: the first, and how many. */
  holeHead = -1
  holeCount = 0
  /** Below this, holes were given up: bytes there may be new or seen. */
  forgotten = 0
  unseenBytes = 0
  resentBytes = 0

  // What was sent again, and why.
  certain = 0
  partial = 0
  holeFills = 0
  reordered = 0
  fast = 0
  timeout = 0
  tailProbes = 0
  synResends = 0
  finResends = 0
  /** Recovery lasts until this is acknowledged. */
  recover = 0
  /** When the oldest byte not acknowledged was sent, where it was sent again: `ints.headFrame` then says whether it is still the oldest. */
  headFrame = -1
  headTime = 0

  // What the peer's selective acknowledgments and echoes say of it, and those that this end sent.
  sackHigh = 0
  dsack = 0
  eifel = 0
  sackBlocks = 0
  sackOutside = 0

  // Odd packets of this end.
  oddFlags = 0
  ipIdSame = 0
  /** Its SYN, where that was not its first packet. */
  synAt: FramePoint = nowhere

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
  packetsAfterDeath = 0
  /** SYNs and SYN-ACKs behind the first. */
  moreSyns = 0
  moreSynAcks = 0
  icmpCount = 0
  readonly icmp: (Omit<IcmpRecord, 'about'> & { readonly direction: number })[] = []
  readonly synSends: FramePoint[] = []
  readonly synAckSends: FramePoint[] = []
  challenge: FramePoint | undefined

  /** What is known of a direction, if anything is. */
  known(direction: number): DirectionTrouble | undefined {
    return this.#directions[direction === 0 ? 0 : 1]
  }

  of(direction: number): DirectionTrouble {
    const at = direction === 0 ? 0 : 1
    const known = this.#directions[at] ?? new DirectionTrouble()
    this.#directions[at] = known
    return known
  }
}

export const nowhere: FramePoint = { frame: 0, us: 0 }
