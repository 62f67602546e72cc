import type { Event } from '../../model/index.ts'
import type { Draft } from './draft.ts'

/** Drafts that remain, each with its standing as a symptom. */
export interface Judged {
  readonly draft: Draft
  readonly symptom?: NonNullable<Event['symptom']>
}

/** Weighs the drafts of a source run by run: what a good end forgives, what only repeats, what stands in for a better line. */
export function judge(drafts: readonly Draft[], runOf: (draft: Draft) => string): readonly Judged[] {
  const runs = new Map<string, Draft[]>()
  for (const draft of drafts) {
    const run = runs.get(runOf(draft)) ?? []
    runs.set(runOf(draft), run)
    run.push(draft)
  }
  const judged = [...runs.values()].map(judgeRun)
  const silent = judged.every(({ items }) => items.every(({ symptom }) => symptom === undefined))
  const all = judged.flatMap(({ items, completed }) =>
    items.map((item) => (silent && !completed && item.draft.weight === 'waiting' ? { ...item, symptom: 'specific' as const } : item)),
  )
  return all.toSorted((a, b) => a.draft.line - b.draft.line)
}

function judgeRun(drafts: readonly Draft[]): { readonly items: readonly Judged[]; readonly completed: boolean } {
  const outcomes = new Set(drafts.flatMap(({ body, weight }) => (body.kind === 'run.ended' && weight === 'context' ? [body.outcome] : [])))
  const failed = outcomes.has('failed')
  const completed = !failed && outcomes.size > 0
  const partly = completed && outcomes.has('completed-with-warnings')
  // One of a job's processes may end well while another fails: then the job failed.
  const kept = failed ? drafts.filter(({ body }) => body.kind !== 'run.ended' || body.outcome === 'failed') : drafts
  const standIn = kept.some(({ weight }) => weight === 'specific') ? undefined : standInOf(kept)
  const items = kept
    .filter((draft) => draft.weight !== 'fallback' || draft === standIn)
    .map((draft) => ({ draft, ...(partly && draft.weight === 'skipped' ? { symptom: 'specific' as const } : standing(draft, draft === standIn, completed)) }))
  return { items, completed }
}

/** The best that a run without a specific line has to say. */
function standInOf(drafts: readonly Draft[]): Draft | undefined {
  // A full disk is why it could not be written to.
  const full = drafts.find(({ weight, body }) => weight === 'fallback' && body.kind === 'storage.full')
  if (full !== undefined) return full
  const ranked = (['vague', 'fallback', 'status', 'echo'] as const).map((weight) => drafts.find((draft) => draft.weight === weight))
  return ranked.find((draft) => draft !== undefined)
}

function standing({ weight }: Draft, standsIn: boolean, completed: boolean): Pick<Judged, 'symptom'> {
  if (completed || weight === 'context' || weight === 'waiting' || weight === 'skipped') return {}
  return { symptom: weight === 'specific' || standsIn ? 'specific' : 'echo' }
}
