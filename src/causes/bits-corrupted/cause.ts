import { type Cause, count, type Event, type Evidence, explains, notApplicable, type Outcome, opposing, type Remedy, ruledOut } from '../../model/index.ts'
import { withEchoes } from '../../facts/accounted.ts'
import { brokenConnections, inWords } from '../../facts/broken-connections.ts'
import { localFailure } from '../../facts/local-failure.ts'
import { byPackets } from './packets.ts'
import { headline, isClearlyBefore, lastWords, opposeSome, quoteSome } from '../../facts/named-failure.ts'

/** Bytes arrived other than they were sent: offload, driver, memory, cable, or a device that rewrites. */
export const bitsCorrupted: Cause = {
  id: 'bits-corrupted',
  title: 'Data was damaged on the way or in a host',
  leadsTo: ['peer-process-died', 'reset-injected', 'path-lossy', 'version-mismatch'],
  weigh: byLines,
  weighPackets: byPackets,
  remedies,
}

/** Only cryptography or a checksum of its own proves that bytes changed; a parser that is lost may have been cut off. */
const proof = /\bMAC\b|authentication code|check bytes|checksum|CRC|digest|data integrity|verification failed|bad hash|ciphertext/i

function byLines(evidence: Evidence): Outcome {
  const corrupt = evidence.of('stream.corrupted').filter((event) => event.symptom !== undefined)
  const hardware = [
    ...evidence.of('checksum.failed'),
    ...evidence.of('link.lost').filter((event) => /WATCHDOG|Tx Unit Hang|Reset adapter|reset/i.test(event.quote)),
  ]
  if (corrupt.length === 0 && !hardware.some((event) => event.symptom !== undefined && event.kind !== 'link.lost')) return notApplicable
  const accounted = accountedBy(corrupt, evidence)
  if (accounted !== undefined)
    return ruledOut(accounted.why, [opposing(accounted.event, accounted.text), ...opposeSome(corrupt, 'what the other end made of the rest', 2)])
  const proven = corrupt.filter((event) => proof.test(`${event.detail ?? ''} ${event.quote}`))
  const times = new Set(proven.map((event) => event.run ?? event.when?.us ?? ('line' in event.at ? `${event.at.source}:${event.at.line}` : event.quote))).size
  const strong = proven.length > 0 && (times > 1 || hardware.length > 0)
  const own: readonly Event[] = [...corrupt, ...hardware]
  const [first] = own
  const compared = !strong && corrupt.every(isComparison)
  return explains(strong ? 'strong' : 'weak', {
    headline: headline(
      strong
        ? `Data arrives damaged: ${count(times, 'failed check')}${hardware.length > 0 ? ', and the hardware reports errors' : ''} ("${lastWords(first?.quote ?? '', 40)}")`
        : compared
          ? `What arrived is not what was read: ${compareWords(corrupt)}`
          : `The stream made no sense at the receiving end: ${lastWords(first?.quote ?? '', 45)}`,
    ),
    summary: strong
      ? "A check that only passes for unchanged bytes failed more than once, or failed while the hardware reported errors. TCP's own 16-bit checksum lets about one damaged segment in 65,536 through, and none at all is checked where the network card does it wrongly."
      : compared
        ? 'The program compared the copy with its source afterwards, and they differ. Damaged bytes do that; so do a file that changed while it was read, a destination with no room left, and a service that stores files in its own way. The lines do not tell these apart.'
        : 'The receiving program could not make sense of the stream. Damaged bytes do that; so do a sender that was stopped in the middle, a fault in either program, and foreign text in the stream. One such line does not tell them apart.',
    accountsFor: withEchoes(evidence, [
      ...corrupt,
      ...hardware.filter((event) => event.symptom !== undefined),
      ...brokenConnections(evidence)
        .filter(({ event }) => !corrupt.every((one) => isClearlyBefore(evidence, event, one)))
        .map(({ event }) => event),
    ]),
    evidence: [
      ...quoteSome(
        proven.length > 0 ? proven : corrupt,
        proven.length > 0 ? 'a check over the data failed' : compared ? 'the copy and its source differ' : 'the receiver was lost in the stream',
      ),
      ...quoteSome(hardware, 'the hardware or the stack reports errors', 2),
    ],
    next: strong ? [counters] : compared ? [repetition, counters] : [counters, otherEnd],
  })
}

/** A program that copied a file and compared both then, as rclone does; `detail` holds what differs behind the colon. */
function isComparison(event: Event): boolean {
  return event.kind === 'stream.corrupted' && event.detail?.startsWith('the copy is not its source') === true
}

function compareWords(events: readonly Event[]): string {
  const [first] = events
  return first?.kind === 'stream.corrupted' ? (first.detail ?? '').split(': ').slice(1).join(': ') : ''
}

const repetition = {
  what: 'Whether the same files differ again, whether they change while they are read, and the room left at the destination',
  command: 'rclone check SOURCE DESTINATION --one-way --combined -; df -h DESTINATION; ls -l --time-sort SOURCE | head',
  separates: ['bits-corrupted', 'disk-full', 'source-unreadable'] as const,
}

/** A sender that ended in the middle leaves half a message; the receiver calls the rest invalid. */
function accountedBy(corrupt: readonly Event[], evidence: Evidence) {
  const stop = evidence.of('run.stopped').find((event) => event.symptom !== undefined)
  const unproven = corrupt.every((event) => !proof.test(event.quote))
  if (stop !== undefined && unproven)
    return { why: 'A sender that is stopped in the middle of a message leaves bytes that the receiver calls invalid', event: stop, text: 'the run was stopped' }
  const polluted = evidence.of('stream.polluted').find((event) => event.symptom !== undefined)
  if (polluted !== undefined) return { why: 'Foreign text stood in the stream', event: polluted, text: 'something else was written there' }
  const local = unproven ? localFailure(evidence) : undefined
  if (local !== undefined) return { why: `${local.sentence}, which leaves a stream cut in the middle`, event: local.event, text: local.what }
  const broken = brokenConnections(evidence).find(({ event }) => corrupt.length > 0 && corrupt.every((one) => isClearlyBefore(evidence, event, one)))
  return broken === undefined ? undefined : { why: 'The connection broke first', event: broken.event, text: inWords(broken) }
}

const counters = {
  what: 'Error counters of the network cards and the stack on both hosts, before and after a run, and memory errors',
  command:
    "ethtool -S eth0 | grep -iE 'err|crc|csum|bad|drop'; nstat -az | grep -iE 'Csum|InErrs'; journalctl -k --since '-7 days' | grep -iE 'edac|mce|hw csum|reset adapter|tx hang'",
  separates: ['bits-corrupted', 'path-lossy', 'duplex-mismatch'] as const,
}

const otherEnd = {
  what: "The sending program's own log for that moment: did it end first, and by whose hand?",
  command: "journalctl --since '-1 day' | grep -iE 'rsync|ssh|backup'; last -x | head",
  separates: ['bits-corrupted', 'stopped-by-operator', 'peer-process-died'] as const,
}

function remedies(evidence: Evidence): readonly Remedy[] {
  const corrupt = evidence.of('stream.corrupted')
  if (corrupt.length > 0 && corrupt.every(isComparison)) return [copyAgain, offloadOff]
  const compressed = corrupt.some((event) => /inflate|deflate|decomp|token/i.test(event.quote))
  return [offloadOff, ...(compressed ? [withoutCompression] : []), memoryTest]
}

const copyAgain: Remedy = {
  kind: 'experiment',
  where: 'the calling host',
  text: 'Copy the files that differ once more from a source that stands still (a snapshot, a service that is stopped), into a destination with room: if they match then, nothing damaged them on the way.',
  commands: ['rclone check SOURCE DESTINATION --one-way --combined - | grep -v "^="', 'rclone copy SOURCE DESTINATION --checksum -v', 'df -h DESTINATION'],
  risk: 'Reads and sends those files again.',
  undo: 'Nothing to undo.',
  check: 'rclone check prints no difference.',
}

const offloadOff: Remedy = {
  kind: 'experiment',
  where: 'one host after the other (Linux)',
  text: 'Let the processor compute checksums and segments in place of the network card: if the damage stops, the card, its firmware or its driver makes it.',
  commands: [
    'ethtool -k eth0 | grep -E "checksum|segmentation|offload" > /root/offload-before.txt',
    'ethtool -K eth0 rx off tx off tso off gso off gro off lro off',
  ],
  risk: 'More processor load, less throughput. Lost at the next start unless written to the interface file. Windows: Disable-NetAdapterChecksumOffload -Name *; FreeBSD: ifconfig em0 -rxcsum -txcsum -tso -lro.',
  undo: 'ethtool -K eth0 rx on tx on tso on gso on gro on',
  check: 'Send a large file and compare sha256sum at both ends, ten times over.',
}

const withoutCompression: Remedy = {
  kind: 'experiment',
  where: 'the calling host',
  text: "Run once without compression: rsync's decompressor had faults of its own, and releases with different zlib do not agree.",
  commands: ['rsync -a --no-compress SOURCE DESTINATION'],
  risk: 'More bytes on the wire.',
  undo: 'Use -z again.',
  check: 'The run ends with code 0: then update rsync at both ends.',
}

const memoryTest: Remedy = {
  kind: 'fix',
  where: 'the host that shows errors',
  text: 'Test its memory and replace what fails; exchange cable, port and card one at a time.',
  commands: ['edac-util -v; rasdaemon --record', 'memtester 2G 3   # or memtest86+ from the boot menu'],
  risk: 'The host is slow, or away, meanwhile.',
  undo: 'Nothing to undo.',
  check: 'Error counters stay still during a whole backup.',
}
