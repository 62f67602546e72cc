import type { Death } from './deaths.ts'
import { directionOf, otherEndOf } from './ends.ts'

/** A client that has heard enough leaves within the first windows of an answer; a transfer has got going by then. */
const fewestCarried = 128 * 1024
/** More than a request, a farewell, or what a server that closes an idle connection may cross with. */
const fewestUnderWay = 8 * 1024
/** On a service that does nothing but backups, two full segments are no farewell either. */
const fewestSegments = 2

/** Whether an end closed a connection in the middle of what the other was sending: bytes were under way that nobody took any more. */
export function isCutTransfer({ kind, flow, reset }: Death, isBackupService: boolean): boolean {
  if (kind !== 'cut-short' || reset === undefined || flow.oneSided) return false
  const sender = directionOf(flow, otherEndOf(reset.record.from))
  const underWay = sender.inFlight.atEnd
  if (isBackupService) return underWay > 0 && underWay >= fewestSegments * sender.segments.largest
  return underWay >= fewestUnderWay && sender.bytes - underWay >= fewestCarried
}
