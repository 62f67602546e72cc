import type { EvidenceItem, Finding, Incident, Place, Report, Source, SourceId } from '../model/index.ts'
import { sourceName } from './places.ts'
import { printable } from './printable.ts'

/** More lines about one frame are no tooltip any more. */
const mostLines = 12

/** What the report says of the frames that it cites, by capture and frame number: which cause in which role, and what the frame shows. */
export function frameComments(report: Report): ReadonlyMap<SourceId, ReadonlyMap<number, string>> {
  const lines = new Map<SourceId, Map<number, Set<string>>>()
  const add = (at: Place, ...text: readonly string[]): void => {
    if (!('frame' in at)) return
    const ofSource = lines.get(at.source) ?? new Map<number, Set<string>>()
    lines.set(at.source, ofSource)
    ofSource.set(at.frame, new Set([...(ofSource.get(at.frame) ?? []), ...text]))
  }
  for (const [index, incident] of report.incidents.entries()) {
    const number = report.incidents.length > 1 ? `incident ${index + 1}, ` : ''
    for (const { at } of incident.symptoms) add(at, `holdfast [${number}failure] ${printable(incident.headline)}`)
    for (const finding of placed(incident)) for (const item of finding.evidence) add(item.at, ...itemLines(finding, item, number))
  }
  const text = (set: ReadonlySet<string>): string => [...set].slice(0, mostLines).join('\n')
  return new Map([...lines].map(([source, frames]) => [source, new Map([...frames].map(([frame, set]) => [frame, text(set)] as const))] as const))
}

/** What the report says as a whole, for the properties of a capture's copy. */
export function captureComment(report: Report, source: Source, commented: number): string {
  const answers = report.incidents.map(({ headline, findings }) => {
    const root = findings.find(({ role }) => role === 'root')
    return `${printable(headline)}${root === undefined ? '' : ` [${certainty(root)}]`}`
  })
  const none = report.conclusion === 'clean' ? 'No failure was found.' : 'Nothing was recognised: this is not a clean bill of health.'
  return [
    ...(answers.length === 0 ? [none] : answers),
    `${report.tool.name} ${report.tool.version}: copy of ${printable(sourceName(source) ?? source.id)} (SHA-256 ${source.sha256}), with comments on ${commented} frames; the display filter frame.comment shows them.`,
  ].join('\n')
}

/** Findings that the verdict gives a place: the root, what follows from it, and what else fits. */
function placed({ findings }: Incident): readonly Finding[] {
  return findings.filter(({ role }) => role !== undefined)
}

function itemLines(finding: Finding, { text, quote, supports }: EvidenceItem, number: string): readonly string[] {
  const against = supports === 'against' ? ', speaks against it' : ''
  return [`holdfast [${number}${certainty(finding)}${against}] ${printable(text)}`, `  ${printable(quote)}`]
}

function certainty({ role, cause, strength }: Finding): string {
  return [role, cause, role === 'alternative' ? 'possible' : strength].filter((part) => part !== undefined).join(', ')
}
