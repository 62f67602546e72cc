import { count, endsInsideFrame, type Report, type Source, thousands } from '../model/index.ts'

/** What a report without an incident says: a title and why it is no more than that. */
export interface Answer {
  readonly title: string
  readonly text: string
}

/** The answer where nothing failed that was seen: what was seen, and what was not. */
export function withoutIncident(report: Report): Answer {
  if (report.conclusion === 'nothing-recognised') return { title: 'Nothing recognised', text: `${unknownText(report.sources)} ${noProof}` }
  if (report.conclusion === 'clean')
    return { title: 'Clean', text: `${capitalised(endedWell(report))}${untroubled(report)}${unfinished(report)}.${cutText(report)}` }
  const title = report.conclusion === 'incomplete' ? 'Incomplete' : 'No failure seen'
  return {
    title,
    text: [openText(report), lostText(report), cutText(report).trim(), 'This is not a clean bill of health.'].filter((text) => text !== '').join(' '),
  }
}

function untroubled({ notices }: Report): string {
  return notices.some(({ id }) => id === 'repeated-well') ? '; what failed on the way was repeated successfully' : ' and no failure was logged'
}

const noProof = 'This is not a clean bill of health: it says nothing about the backup.'

/** Sources of which something was lost. */
export function lossy(sources: readonly Source[]): readonly Source[] {
  return sources.filter(({ incomplete }) => incomplete === true)
}

function endedWell({ runs, conclusion }: Report): string {
  const warned = runs.filter(({ outcome }) => outcome === 'completed-with-warnings').length
  const done = runs.filter(({ outcome }) => outcome === 'completed').length + warned
  if (done > 0) return `${count(done, 'run')} completed${warned === 0 ? '' : `${done === warned ? '' : `, ${warned} of them`} with warnings`}`
  return conclusion === 'clean' ? 'the captured connections were closed in order' : ''
}

function unfinished({ runs }: Report): string {
  const open = runs.filter(({ outcome }) => outcome === 'unknown').length
  return open === 0 ? '' : `; of ${count(open, 'more run')} the end is not in the evidence`
}

function openText(report: Report): string {
  const well = endedWell(report)
  if (well !== '') return `${capitalised(well)} and no failure was logged in what could be read${unfinished(report)}.`
  const begun = report.runs.length
  if (report.sources.length > 0 && report.sources.every(({ reader }) => reader === 'capture'))
    return 'No failure was captured, and no connection that both ends closed in order.'
  return begun === 0
    ? 'No failure was logged, and neither was the start or the end of a run.'
    : `No failure was logged, but of ${count(begun, 'run')} that began the end is not in the evidence: still running, killed without a word, or the log is cut.`
}

function lostText({ sources }: Report): string {
  const lost = lossy(sources).length
  if (lost === 0) return ''
  const which = sources.length === 1 ? 'The source' : `${thousands(lost)} of ${count(sources.length, 'source')}`
  return `${which} ${lost === 1 ? 'was' : 'were'} not read to the end, or ${lost === 1 ? 'is' : 'are'} damaged: a failure may stand in what is lost.`
}

/** A capture that is still written to, or whose program was killed, ends so: nothing is damaged, and what came later is not in it. */
function cutText({ sources }: Report): string {
  const cut = sources.filter(({ notes }) => notes.some((note) => note.startsWith(endsInsideFrame))).length
  if (cut === 0) return ''
  const which =
    sources.length === 1
      ? 'The capture ends'
      : `${thousands(cut)} of ${count(sources.length, 'source')} ${cut === 1 ? 'is a capture that ends' : 'are captures that end'}`
  return ` ${which} inside a frame: still being written, stopped hard, or copied in part. What came later is not in ${cut === 1 ? 'it' : 'them'}.`
}

function unknownText(sources: readonly Source[]): string {
  if (sources.length === 0) return 'There was nothing to read.'
  const empty = sources.filter(isEmpty).length
  const unread = lossy(sources).length
  const unknown = sources.length - empty - unread
  const [only] = sources.length === 1 ? sources : []
  if (only !== undefined) {
    if (empty === 1) return `${only.path === '-' ? 'Standard input' : 'The source'} is empty.`
    return unread === 1 ? 'The source could not be read, or only in part.' : 'holdfast does not know the format of what it was given.'
  }
  const share = (some: number): string => (some === sources.length ? 'all' : thousands(some))
  const parts = [
    ...(unknown === 0 ? [] : [`${share(unknown)} in no format that holdfast knows`]),
    ...(empty === 0 ? [] : [`${share(empty)} empty`]),
    ...(unread === 0 ? [] : [`${share(unread)} that could not be read, or only in part`]),
  ]
  return `Of ${count(sources.length, 'source')}: ${parts.join(', ')}.`
}

function isEmpty({ bytes, read, incomplete }: Source): boolean {
  return incomplete !== true && (bytes === 0 || read.lines === 0)
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
