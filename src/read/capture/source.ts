import { collectGarbage, collectYoungGarbage } from '../../platform/collect-garbage.ts'
import type { DirectBytes } from '../open/opened.ts'
import { CaptureReader, type CaptureReading } from './capture.ts'
import { roomyFlows } from './flows.ts'

/** Bytes of pieces that may wait for the collector, which sees only what is in the heap: else they come to tens of megabytes. */
const mostDropped = 8 * 1024 * 1024

/** Reads a capture from a file's own bytes where it is one, else from the pieces that arrive. */
export async function readCapture(
  source: string,
  host: string | undefined,
  pieces: AsyncIterable<Uint8Array>,
  direct: DirectBytes | undefined,
  mostHealthy?: number,
): Promise<CaptureReading> {
  const newReader = (): CaptureReader => new CaptureReader(source, host, mostHealthy)
  const reading = direct === undefined ? await readPieces(newReader, pieces) : readDirectly(newReader, direct)
  // The numbers of a crowd take more memory than the whole diagnosis, and nothing refers to the reader any more.
  if (reading.capture.flows > roomyFlows) collectGarbage()
  return reading
}

async function readPieces(newReader: () => CaptureReader, pieces: AsyncIterable<Uint8Array>): Promise<CaptureReading> {
  const reader = newReader()
  let dropped = 0
  for await (const piece of pieces) {
    reader.feed(piece)
    dropped += piece.length
    if (dropped < mostDropped) continue
    collectYoungGarbage()
    dropped = 0
  }
  return reader.end()
}

function readDirectly(newReader: () => CaptureReader, direct: DirectBytes): CaptureReading {
  const reader = newReader()
  direct.begin()
  let position = 0
  const { input } = reader
  for (let got = direct.readInto(input, 0); got > 0; got = direct.readInto(input, position)) {
    reader.take(input.subarray(0, got))
    position += got
  }
  return reader.end()
}
