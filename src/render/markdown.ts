import type { Finding, Incident, Report } from '../model/index.ts'
import { andMore, remarksOn } from './about-sources.ts'
import { commandLines } from './command-lines.ts'
import { historyText, timesText } from './history.ts'
import { incidentsText } from './incidents-text.ts'
import { pathTexts } from './paths.ts'
import { placeText, sourceName, withShortPaths } from './places.ts'
import { printable } from './printable.ts'
import { inReadingOrder } from './reading-order.ts'
import { lossy, withoutIncident } from './without-incident.ts'

/** The report for a ticket: the same order as the text output, with every quote as code. */
export function markdown(full: Report): string {
  const report = withShortPaths(full)
  const blocks = report.incidents.length === 0 ? [answerText(report)] : report.incidents.map((incident) => incidentText(incident, report))
  return `${[...blocks, ...pathsText(report), ...heading('Notes', noticesText(report)), ...heading('About the evidence', sourcesText(report))].join('\n\n')}\n`
}

function answerText(report: Report): string {
  const { title, text } = withoutIncident(report)
  return `# ${title}\n\n${escaped(text)}`
}

function incidentText(incident: Incident, report: Report): string {
  const chain = incident.findings.filter((finding) => finding.outcome === 'explains')
  const ruledOut = incident.findings.filter((finding) => finding.outcome === 'ruled-out')
  const open = chain.length > 0 ? [] : incident.findings.filter((finding) => finding.outcome === 'cannot-tell')
  const seen = incident.symptoms.map((_, at) => symptomText(incident, at, report)).join('\n')
  const isFirstOfSeveral = incident === report.incidents[0] && report.incidents.length > 1
  return [
    `# ${escaped(incident.headline)}`,
    escaped([incident.meaning, timesText(incident), historyText(incident, report.clocks)].filter((text) => text !== undefined).join(' ')),
    ...(isFirstOfSeveral ? [incidentsText(report.incidents)] : []),
    ...heading('What was seen', chain.length > 0 ? '' : seen),
    ...heading('How it came about', chain.map((finding, index) => findingText(finding, index + 1, report)).join('\n')),
    ...heading('What may have done it', open.map((finding) => `- \`${finding.cause}\`: ${escaped(finding.summary)}`).join('\n')),
    ...heading('What to do', incident.remedies.map(remedyText).join('\n\n')),
    ...heading('Ruled out', ruledOut.map((finding) => `- \`${finding.cause}\`: ${escaped(finding.summary)}`).join('\n')),
    ...heading('Not explained', chain.length === 0 ? '' : incident.unexplained.map((at) => symptomText(incident, at, report)).join('\n')),
    ...heading('Collect next', incident.next.map(nextText).join('\n')),
  ].join('\n\n')
}

/** Where between the ends the captures show that something happened. */
function pathsText(report: Report): readonly string[] {
  return pathTexts(report, false).told.flatMap((path) =>
    heading(escaped(path.heading), [...path.taps, ...path.placed].map((line) => `- ${escaped(line)}`).join('\n')),
  )
}

function noticesText({ notices, sources }: Report): string {
  return notices.map((notice) => `- ${escaped(notice.text)} (${placeText(notice.at, sources)})`).join('\n')
}

/** What was not read or was assumed; of what was lost it says so. */
function sourcesText({ sources }: Report): string {
  const lost = new Set(lossy(sources))
  return remarksOn(sources, ({ notes }) => notes)
    .map(({ first, others, text }) => {
      const loss = lost.has(first) ? (others === 0 ? ' (part of it is lost)' : ' (part of each is lost)') : ''
      return `- ${code(sourceName(first) ?? first.id)}${andMore(others)}${loss}: ${escaped(text)}`
    })
    .join('\n')
}

function heading(title: string, body: string): readonly string[] {
  return body === '' ? [] : [`## ${title}`, body]
}

function findingText(finding: Finding, number: number, report: Report): string {
  const label = finding.role === 'alternative' ? 'possible' : finding.strength
  const quotes = inReadingOrder(finding.evidence).map((item) => `   - ${placeText(item.at, report.sources)}: ${escaped(item.text)}\n\n     ${code(item.quote)}`)
  return [`${number}. **${finding.cause}** (${finding.role}, ${label}): ${escaped(finding.summary)}`, ...quotes].join('\n')
}

function remedyText(remedy: Incident['remedies'][number]): string {
  const blocks = commandLines(remedy.commands).map(({ kind, lines }) => `\n\n${codeBlock(lines.join('\n'), kind === 'command' ? 'sh' : '')}`)
  return `- **${remedy.kind}**, ${escaped(remedy.where)}: ${escaped(remedy.text)}${blocks.join('')}\n\n  Risk: ${escaped(remedy.risk)} Undo: ${escaped(remedy.undo)} Check: ${escaped(remedy.check)}`
}

function nextText({ what, command, separates }: Incident['next'][number]): string {
  return `- ${escaped(what)}\n\n${codeBlock(command, 'sh')}\n\n  separates ${separates.join(', ')}`
}

function symptomText(incident: Incident, at: number, report: Report): string {
  const symptom = incident.symptoms[at]
  return symptom === undefined ? '' : `- ${placeText(symptom.at, report.sources)}: ${code(symptom.text)}`
}

function codeBlock(text: string, language: string): string {
  return `  \`\`\`${language}\n${text
    .split('\n')
    .map((line) => `  ${printable(line)}`)
    .join('\n')}\n  \`\`\``
}

/** A code span that no run of backticks inside can end early. */
function code(text: string): string {
  const shown = printable(text.trim())
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map((run) => run[0].length))
  const fence = '`'.repeat(longest + 1)
  return longest === 0 ? `\`${shown}\`` : `${fence} ${shown} ${fence}`
}

function escaped(text: string): string {
  return printable(text).replace(/[\\`*_[\]<>#|]/g, (char) => `\\${char}`)
}
