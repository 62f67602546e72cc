/** Takes packets of the kind that nothing special happens to, many at a time. Each gives the offset of the first record that it left. */
export interface OrdinaryPackets {
  pcap(view: DataView, at: number, limit: number): number
  pcapng(view: DataView, at: number, limit: number): number
  /** How the records that follow lie: `perUs` units of their times are a microsecond. Gives false where none can be taken. */
  describe(linkType: number, perUs: number, interfaceId?: number): boolean
}

/** Takes packets as they are cut out of a capture. */
export interface FrameSink {
  readonly ordinary?: OrdinaryPackets
  /** Holds the frame's time, microseconds since 1970: a real number handed over as an argument would be an object each time. */
  readonly time: Float64Array
  /** `at` to `end` are the captured bytes, cut to what anything looks at. */
  frame(view: DataView, at: number, end: number, wireLength: number, linkType: number): void
  /** A record that is counted like a frame and is no packet. */
  otherRecord(): void
}

/** Bytes of a frame that anything looks at: two tunnelled sets of headers with every option fit. */
export const headBytes = 1024

/** One capture format: units of a header, that says how long they are, and a body. */
export interface Units {
  /** Takes all units whose looked-at bytes lie within `limit`; gives the offset of the first that was not, which may lie beyond `limit`. */
  run(view: DataView, at: number, limit: number): number
  /** Takes one unit; gives its length, or minus the bytes that it needs first, or 0 when it is damaged. */
  one(view: DataView, at: number, limit: number): number
  /** Bytes that the unit at which `run` stopped needs. */
  readonly wanted: number
  readonly damage: string | undefined
  /** About the capture, for the user. */
  facts(): CaptureFacts
}

export interface CaptureFacts {
  readonly format: 'pcap' | 'pcapng'
  /** Packets that the capturing interface or system says it dropped. */
  readonly dropped?: number
  /** Bytes kept of each frame; 0 is no limit. */
  readonly snapLength: number
  readonly notes: readonly string[]
}
