import { HoldfastError, type Report } from '../../model/index.ts'
import { placeText } from '../../render/places.ts'

/** The quotes of an incident (`i1`), or of one cause in it (`i1/idle-flow-dropped`), with full paths. */
export function evidenceOf(id: string, report: Report | undefined) {
  if (report === undefined) throw new HoldfastError('no-report', { what: 'there is no report yet', fix: 'Call explain first.' })
  const [wanted, cause] = id.split('/')
  const incident = report.incidents.find((one) => one.id === wanted)
  const known = report.incidents.map((one) => one.id).join(', ')
  if (incident === undefined) {
    throw new HoldfastError('incident-unknown', {
      what: `the last report has no incident ${wanted}`,
      fix: known === '' ? 'It has none at all.' : `It has ${known}.`,
    })
  }
  const findings = incident.findings.filter((finding) => cause === undefined || finding.cause === cause)
  if (findings.length === 0 && cause !== undefined) {
    throw new HoldfastError('finding-unknown', {
      what: `${cause} says nothing about ${wanted}`,
      fix: `What does: ${incident.findings.map((finding) => finding.cause).join(', ')}.`,
    })
  }
  return {
    incident: incident.id,
    headline: incident.headline,
    verdict: incident.verdict,
    symptoms: incident.symptoms.map(({ text, at }) => ({ quote: text, place: placeText(at, report.sources) })),
    findings: findings.map((finding) => ({
      cause: finding.cause,
      outcome: finding.outcome,
      summary: finding.summary,
      evidence: finding.evidence.map(({ text, quote, at, supports }) => ({ says: text, quote, place: placeText(at, report.sources), supports })),
    })),
  }
}
