/** One packet of a flow: its frame number (Wireshark's) and its time in integer microseconds since 1970 on the capture's clock. */
export interface FramePoint {
  readonly frame: number
  readonly us: number
}
