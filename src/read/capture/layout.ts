/**
 * Where each number of a flow lies. A flow is one run of bytes: a header and one part for each direction, seen both as 64-bit reals and as
 * 32-bit integers. Names are those of the TCP specifications: `nxt` is the highest sequence number seen, `una` the highest acknowledged.
 * Hot files take the offsets they need into constants of their own (`const { nxt } = reals`), which the compiler folds into the code.
 */

/** Reals of the header: times in microseconds since 1970. */
export const flowReals = {
  firstTime: 0,
  lastTime: 1,
  /** The gap that is waiting to be survived: its length, its end, and what must be acknowledged for it. */
  pendingGap: 2,
  pendingAfter: 3,
  pendingNeed: 4,
  survivedGap: 5,
  survivedAfter: 6,
  longestGap: 7,
  longestAfter: 8,
  /** Handshake: SYN, first SYN-ACK, first ACK after it. */
  synTime: 9,
  synAckTime: 10,
  handshakeTime: 11,
  /** Last packet before a reset or the last FIN. */
  deathTime: 12,
} as const

/** Integers of the header; they begin behind its reals. */
export const flowInts = {
  stream: 0,
  /** 1 in use; see `flowBits`. */
  bits: 1,
  firstFrame: 2,
  lastFrame: 3,
  packets: 4,
  /** Direction that broke the pending gap plus one; 0: nothing is pending. */
  pendingBy: 5,
  pendingBefore: 6,
  pendingAfterFrame: 7,
  pendingWith: 8,
  survivedBefore: 9,
  survivedAfterFrame: 10,
  survivedBy: 11,
  longestBefore: 12,
  longestAfterFrame: 13,
  longestBy: 14,
  /** Frame of the packet that ended it; 0 while it lives. */
  deathFrame: 15,
  afterDeath: 16,
  history: 17,
  historyMask: 18,
  address0: 19,
  address1: 20,
  ports: 21,
  carrier: 22,
  longestWith: 23,
  survivedWith: 24,
  duplicates: 25,
  opener: 26,
  reused: 27,
  synCount: 28,
  synAckCount: 29,
  icmpCount: 30,
  handshakeFrame: 31,
  resetCount: 32,
} as const

/** Bits of `flowInts.bits`. */
export const flowBits = { used: 1, v6: 2, synSeen: 4, synAckSeen: 8, established: 16, side: 32, scaleKnown: 64, scaleOff: 128, finOpener: 256, finAnswerer: 512, capital: 1024 } as const

/** Reals of a direction. Sequence numbers are relative to the initial one and never wrap. */
export const reals = {
  nxt: 0,
  una: 1,
  /** Right edge of the window that the peer grants. */
  edge: 2,
  /** When the retransmission timer was last started. */
  timer: 3,
  lastTime: 4,
  lastDataTime: 5,
  firstTime: 6,
  /** The one segment being timed: its end and when it was sent; 0 when none is. */
  rttEnd: 7,
  rttTime: 8,
  rttSmooth: 9,
  rttVar: 10,
  rttMin: 11,
  rttMax: 12,
  mostInFlight: 13,
  /** A new record of bytes in flight, waiting to be acknowledged. */
  flightTry: 14,
  flightTryEnd: 15,
  flightAcked: 16,
  /** A new record of segment size, waiting to be acknowledged. */
  sizeTryEnd: 17,
  silence: 18,
  silenceAfter: 19,
  bytes: 20,
  resentBytes: 21,
  unseenBytes: 22,
  /** Below this nothing is known: the capture began there. */
  start: 23,
  /** First send of the oldest byte not acknowledged. */
  headTime: 24,
  tsFirstTime: 25,
  sackHigh: 26,
  /** Recovery lasts until this is acknowledged. */
  recover: 27,
  synTime: 28,
  tsLastTime: 29,
  /** Below this, holes were given up: bytes there may be new or seen. */
  forgotten: 30,
  finTime: 31,
  finEnd: 32,
} as const

/** Integers of a direction; they begin behind its reals. */
export const ints = {
  nxtSeq: 0,
  base: 1,
  packets: 2,
  dataSegments: 3,
  firstFrame: 4,
  lastFrame: 5,
  lastDataFrame: 6,
  /** Raw; -1 before the first. */
  window: 7,
  windowMin: 8,
  windowMax: 9,
  /** First after the handshake; -1 before. */
  windowFirst: 10,
  /** Of its SYN; -1 when the option was not there. */
  shift: 11,
  ttlMin: 12,
  ttlMax: 13,
  ttlMode: 14,
  ttlVotes: 15,
  ipId: 16,
  ipIdZero: 17,
  ipIdStep: 18,
  ipIdSame: 19,
  ipIdOther: 20,
  tsFirst: 21,
  tsLast: 22,
  tsBack: 23,
  tsFirstFrame: 24,
  tsLastFrame: 25,
  dupAcks: 26,
  /** Duplicate acknowledgments in a row that the peer sent for this direction's `una`. */
  dupRun: 27,
  largest: 28,
  largestAcked: 29,
  sizeTry: 30,
  largestFrame: 31,
  dfYes: 32,
  dfNo: 33,
  holeHead: 34,
  holeCount: 35,
  headFrame: 36,
  windowFull: 37,
  silenceBefore: 38,
  silenceAfterFrame: 39,
  sampleHead: 40,
  sampleTail: 41,
  certain: 42,
  partial: 43,
  holeFills: 44,
  reordered: 45,
  fast: 46,
  timeout: 47,
  tailProbes: 48,
  dsack: 49,
  eifel: 50,
  synResends: 51,
  finResends: 52,
  oddFlags: 53,
  sackOutside: 54,
  sackBlocks: 55,
  /** Of its last packet, for what a reset answers. */
  lastFlags: 56,
  lastLength: 57,
  lastAck: 58,
  /** See `watchBits`: what the rare paths want to see. */
  watch: 59,
  synFrame: 60,
  synWindow: 61,
  synMss: 62,
  synBits: 63,
  synOrder: 64,
  synTtl: 65,
  lastSeq: 66,
  rttSamples: 67,
  finFrame: 68,
} as const

/** Bits of `ints.synBits`. */
export const synBits = { sack: 1, timestamps: 2, blanked: 4, seen: 8 } as const

/** Bits of `ints.watch`: an open chain of resends, a keepalive or a probe without answer, a closed window, a resend whose echo tells whether it was needed, a known start. */
export const watchBits = { chain: 1, keepalive: 2, probe: 4, zeroWindow: 8, eifel: 16, begun: 32, recoveryByTimer: 64 } as const

/** Header: 14 reals and 36 integers; direction: 34 reals and 70 integers; 1,352 bytes in all. */
export const headerReals = 14
export const headerInts = 36
export const directionReals = 34
export const directionInts = 70

/** In reals, of the whole flow. */
export const flowStride = headerReals + headerInts / 2 + 2 * (directionReals + directionInts / 2)
/** In reals, from a flow's begin to its first direction, and from one direction to the other. */
export const directionOffset = headerReals + headerInts / 2
export const directionStride = directionReals + directionInts / 2
