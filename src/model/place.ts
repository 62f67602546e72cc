/** Identifies one source within a report: `s1`, `s2`, … in the order they were opened. */
export type SourceId = string

/** Where a statement stands: a line range of a text source (1-based, inclusive) or a frame of a capture in Wireshark's numbering. */
export type Place = LinePlace | FramePlace

export interface LinePlace {
  readonly source: SourceId
  readonly line: number
  readonly lastLine?: number
}

export interface FramePlace {
  readonly source: SourceId
  readonly frame: number
  /** A Wireshark display filter that shows the frame among its fellows. */
  readonly filter: string
}
