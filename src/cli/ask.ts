import { createInterface } from 'node:readline'
import { printable } from '../render/printable.ts'
import type { Incident, Report } from '../model/index.ts'
import { type Observed, secondsOf, valueProblem } from '../read/observed.ts'
import type { Gathered } from '../read/read.ts'
import { diagnosed } from './report.ts'
import { mostTelling, type Question, questions, sameIncident, undecidedIncident } from './questions.ts'

/** More questions than this and people stop reading them. */
const mostQuestions = 5
/** Nobody waits longer for the next question; with very much evidence the best one found by then is asked. */
const patienceMs = 2_000

/** Puts a prompt and gives the line that comes back; undefined at the end of input. */
export type Ask = (prompt: string) => Promise<string | undefined>

/** Asks what could change the first undecided incident, most telling question first, and diagnoses again after every answer. */
export async function interview(
  gathered: Gathered,
  first: Report,
  observed: readonly Observed[],
  ask: Ask,
): Promise<{ readonly report: Report; readonly answers: readonly Observed[] }> {
  let report = first
  let answers: readonly Observed[] = []
  let open: readonly Question[] = questions.filter(({ yes, no }) => !observed.some(({ name }) => name === yes.name || name === no?.name))
  const asked = undecidedIncident(first)
  const run = asked === undefined ? undefined : runOf(asked, gathered)
  const about = (said: readonly Observed[]): readonly Observed[] => (run === undefined ? said : said.map((one) => ({ ...one, run })))
  for (let count = 0; count < mostQuestions; count += 1) {
    const incident = asked === undefined ? undefined : sameIncident(report, asked)
    if (incident === undefined || incident.verdict === 'explained') break
    const until = performance.now() + patienceMs
    const trial = (extra: readonly Observed[]): Report => diagnosed(gathered, [...observed, ...about([...answers, ...extra])])
    const question = mostTelling(open, incident, trial, () => performance.now() > until)
    if (question === undefined) break
    open = open.filter((one) => one !== question)
    const answer = await answerTo(question, ask)
    if (answer === 'stop') break
    if (answer === 'unknown') continue
    answers = [...answers, answer]
    report = trial([])
  }
  return { report, answers }
}

/** On the terminal: questions on standard error, so that the verdict alone is on standard output. */
export async function interviewOnTerminal(gathered: Gathered, first: Report, observed: readonly Observed[]): Promise<Report> {
  const incident = undecidedIncident(first)
  if (incident === undefined) {
    process.stderr.write(first.incidents.length === 0 ? 'Nothing to ask: no failure was found.\n\n' : 'Nothing to ask: the evidence explains it.\n\n')
    return first
  }
  process.stderr.write(`About: ${printable(incident.headline)}\nAnswer y or n; Enter when you do not know; q when it is enough.\n\n`)
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  const closed = new Promise<undefined>((resolve) => lines.once('close', () => resolve(undefined)))
  const ask: Ask = (prompt) => Promise.race([new Promise<string>((resolve) => lines.question(prompt, resolve)), closed])
  try {
    const { report, answers } = await interview(gathered, first, observed, ask)
    process.stderr.write(afterword(answers))
    return report
  } finally {
    lines.close()
  }
}

function afterword(answers: readonly Observed[]): string {
  if (answers.length === 0) return '\nNo answer that could change the verdict.\n\n'
  const flags = answers.map(({ name, value }) => `--observed ${name}${value === undefined ? '' : `=${/\s/.test(value) ? `'${value}'` : value}`}`)
  return `\nThe same without questions: ${flags.join(' ')}\n\n`
}

async function answerTo(question: Question, ask: Ask): Promise<Observed | 'unknown' | 'stop'> {
  const hint = question.kind === 'duration' ? ' [time/n/Enter] ' : ' [y/n/Enter] '
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const said = (await ask(`${question.text}${hint}`))?.trim().toLowerCase()
    if (said === undefined || /^q(?:uit)?$/.test(said)) return 'stop'
    if (said === '' || said === '?') return 'unknown'
    if (/^no?$/.test(said)) return question.no ?? 'unknown'
    if (question.kind === 'yes-no' && /^y(?:es)?$/.test(said)) return question.yes
    const timed = { ...question.yes, value: said }
    if (question.kind === 'duration' && secondsOf(said) !== undefined && valueProblem(timed) === undefined) return timed
  }
  return 'unknown'
}

/** With several failures in the evidence, an answer concerns only the run that was asked about. */
function runOf(incident: Incident, gathered: Gathered): string | undefined {
  const places = new Set(incident.symptoms.map(({ at }) => JSON.stringify(at)))
  return gathered.events.find((event) => event.symptom !== undefined && event.run !== undefined && places.has(JSON.stringify(event.at)))?.run
}
