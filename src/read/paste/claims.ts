import type { Claim } from '../../model/index.ts'
import { fails, observations } from './observations.ts'
import type { Sentence } from './sentence.ts'
import { namesTrial, tellsOutcome, trialClaims } from './trials.ts'

/** A claim and the sentences of the paragraph that make it. */
export interface Made {
  readonly claim: Claim
  readonly seconds?: number
  readonly value?: string
  readonly from: Sentence
  readonly to: Sentence
}

/** In characters; nobody says more in one. */
const longestSentence = 1_200

/** What might be, not what is. */
const conditional = /\b(?:if|unless|whether|in case|provided|suppose|should (?:there|a|the) \w+ be)\b/i
/** "If I copy to a local disk, it works" tells an experiment. */
const experiment = /\b(?:if|when) (?:i|we|you|the backup|backups?|rsync|run|running)\b/i
/** Advice and questions tell nothing of this failure. */
const advice =
  /^(?:please |try |check |make sure|ensure|verify|consider |you (?:should|could|can|may|might|need)|another (?:possibility|option|way)|(?:possible|other) (?:solutions?|workarounds?|causes?))/i

/** Every claim a paragraph makes, each once. */
export function claimsIn(sentences: readonly Sentence[]): readonly Made[] {
  const made: Made[] = []
  for (const [index, sentence] of sentences.entries()) {
    const text = sentence.text.slice(0, longestSentence)
    if (/\?["')]*$/.test(text)) continue
    made.push(...observed(sentence, text))
    if (!advice.test(text)) made.push(...tried(sentence, text, sentences[index + 1]))
  }
  return made.filter((one, index) => made.findIndex((other) => other.claim === one.claim) === index)
}

function observed(sentence: Sentence, text: string): readonly Made[] {
  const made: Made[] = []
  for (const { claim, near, says, unless, with: also, anyMood, seconds, value } of observations) {
    if (!near.test(text)) continue
    const match = says.exec(text)
    if (match === null || unless?.test(text) === true || also?.test(text) === false) continue
    if (anyMood !== true && isHypothetical(text, match.index)) continue
    const age = seconds?.(text, match)
    if (claim === 'always-same-age' && !isAge(text, age)) continue
    const named = value?.(text, match)
    made.push({ claim, ...(age === undefined ? {} : { seconds: age }), ...(named === undefined ? {} : { value: named }), from: sentence, to: sentence })
  }
  return made
}

function isHypothetical(text: string, at: number): boolean {
  const match = conditional.exec(text)
  return match !== null && match.index <= at + 40 && !experiment.test(text)
}

/** "Usually after 300 seconds" is an age only of something that fails; without a number it must say "the same". */
function isAge(text: string, seconds: number | undefined): boolean {
  if (!fails.test(text)) return false
  return seconds !== undefined
    ? seconds >= 1
    : /\b(?:at|after) (?:\w+ )?the same (?:time|point|age|interval|amount of time|duration)\b/i.test(text) && !/\bsame time (?:as|every|each|of)\b/i.test(text)
}

/** A trial's outcome stands in its own sentence or in the next one. */
function tried(sentence: Sentence, text: string, next: Sentence | undefined): readonly Made[] {
  const claims = trialClaims(text)
  if (claims.length > 0) return claims.map((claim) => ({ claim, from: sentence, to: sentence }))
  if (next === undefined || !namesTrial(text) || !tellsOutcome(next.text.slice(0, longestSentence))) return []
  return trialClaims(`${text} ${next.text.slice(0, longestSentence)}`).map((claim) => ({ claim, from: sentence, to: next }))
}
