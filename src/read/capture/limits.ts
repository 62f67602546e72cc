import { type CaptureRecord, count, type FlowRecord } from '../../model/index.ts'

/** A capture on one host that says nothing of directions holds both; 128 bytes keep every TCP option. */
const command = "tcpdump -i any -nn -s 128 -B 16384 -Z root -w /var/tmp/backup.pcap 'tcp and host OTHER_HOST'"

/** What a capture cannot say of its connections, each with the capture that would. */
export function limitsOf(capture: CaptureRecord, flows: readonly FlowRecord[]): readonly string[] {
  const oneWay = flows.filter(wasHalfCaptured).length
  const late = flows.filter(({ beganBeforeCapture, packets }) => beganBeforeCapture && packets > fewestTelling).length
  return [
    ...(capture.frames === 0 && !capture.truncated
      ? [`an empty capture: no frame in it: capture on the host and the interface that the backup uses: ${command}`]
      : []),
    ...(capture.frames > 0 && capture.tcpFrames === 0 ? [`it holds no TCP: capture on the host and the interface that the backup uses: ${command}`] : []),
    ...(oneWay > 0 ? [`of ${count(oneWay, 'connection')} only one direction was captured, so what was answered is not in it: capture both: ${command}`] : []),
    ...(late > 0
      ? [
          `${count(late, 'connection')} had begun before it: their options and their silences until then are not in it: begin before the backup does: ${command}`,
        ]
      : []),
    ...(capture.unseenBytes > 0
      ? [
          `${count(capture.unseenBytes, 'byte')} were acknowledged that it does not hold, so it lost packets: give it a larger buffer and shorter packets: ${command}`,
        ]
      : []),
  ]
}

/** What is left of a connection that was closed before has a few packets. */
const fewestTelling = 3

/** Packets of one direction alone, and more of them than an unanswered request has. */
function wasHalfCaptured({ oneSided, opener, answerer, attempts }: FlowRecord): boolean {
  const asked = attempts.reduce((sum, attempt) => sum + attempt.count, 0)
  return oneSided && opener.packets + answerer.packets > Math.max(asked, fewestTelling)
}
