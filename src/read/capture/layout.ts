/**
 * Where each number of a flow lies. A flow is one run of bytes, seen as 64-bit reals and as 32-bit integers at once: a header, then one part for
 * each direction. What every packet needs lies together in few cache lines (64 bytes: 8 reals or 16 integers), as a capture of thousands of flows
 * is mostly waiting for memory. Names are those of the TCP specifications: `nxt` is the highest sequence number seen, `una` the highest acknowledged.
 * Hot files take the offsets they need into constants of their own (`const { nxt } = reals`), which the compiler folds into the code.
 */

/** Reals of the header: times in microseconds since 1970. */
export const flowReals = {
  lastTime: 0,
  /** What must be acknowledged for the pending gap to be survived. */
  pendingNeed: 1,
  // Seldom needed.
  firstTime: 8,
  /** The gap that is waiting to be survived: its length and its end. */
  pendingGap: 9,
  pendingAfter: 10,
  survivedGap: 11,
  survivedAfter: 12,
  longestGap: 13,
  longestAfter: 14,
  /** Handshake: SYN, first SYN-ACK, first ACK after it. */
  synTime: 15,
  synAckTime: 16,
  handshakeTime: 17,
} as const

/** Integers of the header. */
export const flowInts = {
  /** See `flowBits`. */
  bits: 4,
  packets: 5,
  lastFrame: 6,
  /** Direction that broke the pending gap plus one, negative once it was survived; 0: nothing is pending. */
  pendingBy: 7,
  /** Frame of the first reset; 0 before. */
  deathFrame: 8,
  historyMask: 9,
  afterDeath: 10,
  duplicates: 11,
  stream: 12,
  opener: 13,
  resetCount: 14,
  icmpCount: 15,
  // Seldom needed.
  firstFrame: 36,
  pendingBefore: 37,
  pendingAfterFrame: 38,
  pendingWith: 39,
  survivedBefore: 40,
  survivedAfterFrame: 41,
  survivedBy: 42,
  survivedWith: 43,
  longestBefore: 44,
  longestAfterFrame: 45,
  longestBy: 46,
  longestWith: 47,
  address0: 48,
  address1: 49,
  ports: 50,
  carrier: 51,
  /** Stream of the older flow on the same ports plus one. */
  reused: 52,
  synCount: 53,
  synAckCount: 54,
  historyCount: 55,
  /** 32 entries; see `history.ts`. */
  history: 64,
} as const

/** Bits of `flowInts.bits`. */
export const flowBits = { used: 1, v6: 2, synSeen: 4, synAckSeen: 8, established: 16, scaleKnown: 64, scaleOff: 128, finFirst: 256, finSecond: 512 } as const
/** Both ends have closed; how windows are scaled is decided. */
export const bothFins = flowBits.finFirst | flowBits.finSecond
export const scaleDecided = flowBits.scaleKnown | flowBits.scaleOff

/** Reals of a direction. Sequence numbers are relative to the initial one and never wrap. */
export const reals = {
  // First line: needed for every packet of either direction.
  nxt: 0,
  una: 1,
  /** Right edge of the window that the peer grants. */
  edge: 2,
  /** The one segment being timed: when it was sent, 0 when none is, and its end. */
  rttTime: 3,
  rttEnd: 4,
  // Second line: for every packet of this direction.
  lastTime: 8,
  /** When the retransmission timer was last started. */
  timer: 9,
  bytes: 10,
  /** First send of the oldest byte not acknowledged. */
  headTime: 11,
  flightAcked: 12,
  // Third line.
  mostInFlight: 16,
  /** A new record of bytes in flight, waiting to be acknowledged. */
  flightTry: 17,
  // Seldom needed.
  flightTryEnd: 24,
  /** Where the new record of segment size ends, that waits to be acknowledged. */
  sizeTryEnd: 25,
  firstTime: 26,
  rttSmooth: 27,
  rttVar: 28,
  rttMin: 29,
  rttMax: 30,
  silence: 31,
  silenceAfter: 32,
  resentBytes: 33,
  unseenBytes: 34,
  /** Below this nothing is known: the capture began there. */
  start: 35,
  tsFirstTime: 36,
  sackHigh: 37,
  /** Recovery lasts until this is acknowledged. */
  recover: 38,
  synTime: 39,
  /** Below this, holes were given up: bytes there may be new or seen. */
  forgotten: 40,
  finTime: 41,
  finEnd: 42,
} as const

/** Integers of a direction. */
export const ints = {
  // First line.
  nxtSeq: 10,
  /** See `watchBits`: what the rare paths want to see. */
  watch: 11,
  /** Raw; -1 before the first. */
  window: 12,
  /** Duplicate acknowledgments in a row that the peer sent for this direction's `una`. */
  dupRun: 13,
  /** Of its window, once both SYNs told it; 0 before, and where scaling is off. */
  shift: 14,
  packets: 15,
  // Second line.
  lastFrame: 26,
  headFrame: 27,
  largest: 28,
  largestAcked: 29,
  sizeTry: 30,
  dataSegments: 31,
  // Third line.
  ttlMode: 36,
  ttlVotes: 37,
  ipId: 38,
  ipIdStep: 39,
  tsLast: 40,
  /** Of its last packet: for copies, and for what a reset answers. */
  lastSeq: 41,
  lastAck: 42,
  lastLength: 43,
  lastFlags: 44,
  windowMin: 45,
  windowMax: 46,
  sampleTail: 47,
  // Seldom needed.
  base: 86,
  firstFrame: 87,
  /** First after the handshake; -1 before. */
  windowFirst: 88,
  ttlMin: 89,
  ttlMax: 90,
  ipIdZero: 91,
  ipIdSame: 92,
  ipIdOther: 93,
  tsFirst: 94,
  tsBack: 95,
  tsFirstFrame: 96,
  dupAcks: 97,
  largestFrame: 98,
  holeHead: 99,
  holeCount: 100,
  windowFull: 101,
  silenceBefore: 102,
  silenceAfterFrame: 103,
  sampleHead: 104,
  certain: 105,
  partial: 106,
  holeFills: 107,
  reordered: 108,
  fast: 109,
  timeout: 110,
  tailProbes: 111,
  dsack: 112,
  eifel: 113,
  synResends: 114,
  finResends: 115,
  oddFlags: 116,
  sackOutside: 117,
  sackBlocks: 118,
  synFrame: 119,
  synWindow: 120,
  synMss: 121,
  synBits: 122,
  synOrder: 123,
  synTtl: 124,
  rttSamples: 125,
  finFrame: 126,
  /** As its SYN offered it; -1 when the option was not there. */
  synShift: 127,
} as const

/** Bits of `ints.synBits`. */
export const synBits = { sack: 1, timestamps: 2, blanked: 4, seen: 8 } as const

/** Bits of `ints.watch`: what is open and looked out for, and what was seen once. */
export const watchBits = {
  /** An open chain of resends; a keepalive or a probe without answer; a closed window; a resend whose echo tells whether it was needed. */
  chain: 1,
  keepalive: 2,
  probe: 4,
  zeroWindow: 8,
  eifel: 16,
  /** Its initial sequence number is known or assumed. */
  begun: 32,
  recoveryByTimer: 64,
  holes: 128,
  /** Data with and without the bit that forbids to fragment it. */
  whole: 256,
  fragmentable: 512,
  timestamps: 1024,
  windowSeen: 2048,
  /** The handshake of this end's SYN is not acknowledged yet. */
  synOpen: 4096,
} as const

/** In reals: the header, a direction, a flow of 1,408 bytes. */
export const directionOffset = 48
export const directionStride = 64
export const flowStride = directionOffset + 2 * directionStride
