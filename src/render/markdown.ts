import type { Finding, Incident, Report } from '../model/index.ts'
import { historyText } from './history.ts'
import { placeText, withShortPaths } from './places.ts'
import { printable } from './printable.ts'

/** The report for a ticket: the same order as the text output, with every quote as code. */
export function markdown(full: Report): string {
  const report = withShortPaths(full)
  if (report.incidents.length === 0) return `# ${report.conclusion === 'clean' ? 'Clean: no failure in what was read' : 'Nothing recognised'}\n`
  return `${report.incidents.map((incident) => incidentText(incident, report)).join('\n\n')}\n`
}

function incidentText(incident: Incident, report: Report): string {
  const chain = incident.findings.filter((finding) => finding.outcome === 'explains')
  const ruledOut = incident.findings.filter((finding) => finding.outcome === 'ruled-out')
  return [
    `# ${escaped(incident.headline)}`,
    escaped([incident.meaning, historyText(incident, report.clocks)].filter((text) => text !== undefined).join(' ')),
    ...heading('How it came about', chain.map((finding, index) => findingText(finding, index + 1, report)).join('\n')),
    ...heading('What to do', incident.remedies.map(remedyText).join('\n\n')),
    ...heading('Ruled out', ruledOut.map((finding) => `- \`${finding.cause}\`: ${escaped(finding.summary)}`).join('\n')),
    ...heading('Not explained', incident.unexplained.map((at) => symptomText(incident, at, report)).join('\n')),
    ...heading(
      'Collect next',
      incident.next.map((next) => `- ${escaped(next.what)}\n\n${codeBlock(next.command)}\n\n  separates ${next.separates.join(', ')}`).join('\n'),
    ),
  ].join('\n\n')
}

function heading(title: string, body: string): readonly string[] {
  return body === '' ? [] : [`## ${title}`, body]
}

function findingText(finding: Finding, number: number, report: Report): string {
  const label = finding.role === 'alternative' ? 'possible' : finding.strength
  const quotes = finding.evidence.map((item) => `   - ${placeText(item.at, report.sources)}: ${escaped(item.text)}\n\n     ${code(item.quote)}`)
  return [`${number}. **${finding.cause}** (${finding.role}, ${label}): ${escaped(finding.summary)}`, ...quotes].join('\n')
}

function remedyText(remedy: Incident['remedies'][number]): string {
  const commands = remedy.commands.length === 0 ? '' : `\n\n${codeBlock(remedy.commands.join('\n'))}`
  return `- **${remedy.kind}**, ${escaped(remedy.where)}: ${escaped(remedy.text)}${commands}\n\n  Risk: ${escaped(remedy.risk)} Undo: ${escaped(remedy.undo)} Check: ${escaped(remedy.check)}`
}

function symptomText(incident: Incident, at: number, report: Report): string {
  const symptom = incident.symptoms[at]
  return symptom === undefined ? '' : `- ${placeText(symptom.at, report.sources)}: ${code(symptom.text)}`
}

function codeBlock(text: string): string {
  return `  \`\`\`sh\n${text
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
