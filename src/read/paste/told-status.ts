import type { System } from '../../model/index.ts'
import { met, netbackupNamed } from './reported-failure.ts'

/** An exit status that a sentence says was met, with the product whose numbers it is of where the sentence names one. */
export interface ToldStatus {
  readonly code: number
  readonly system: System
}

const word = '(?:exit|return|error|status|completion)[ -]?(?:status|code|value)|status|error|code|rc|EC|exit'
/** `status 24`, `exit code of 12`, `RC=25`, `error #58`, `code "30"`. */
const numbered = new RegExp(
  String.raw`\b(?:${word})(?: (?:of|is|was|number|no\.?)\b)?[ :=#('"]{1,3}(\d{1,4})\b(?!\s*(?:%|[kMGT]?B\b|ms\b|s\b|sec|min|hours?\b|days?\b|times\b|bytes\b)|[.:/-]\d)`,
  'i',
)
/** `rsync returned 12`, `exits 23`. */
const returned =
  /\b(?:return(?:s|ed|ing)?|exit(?:s|ed|ing)?)(?: with| a| an)* (\d{1,3})\b(?!\s*(?:%|[kMGT]?B\b|ms\b|s\b|sec|min|hours?\b|days?\b|times\b|bytes\b|files\b)|[.:/-]\d)/i

/** `rsync code 23 on …`, `NetBackup error 58 since …`, `RC 25 from bpbrm`: a product and its number, and no word between. */
const beside = new RegExp(
  String.raw`\b(?:rsyncd?|netbackup|NBU|borg|restic|bp\w{2,8}) (?:${word})[ :=#]{1,3}\d|\b(?:${word})[ :=#]{1,3}\d{1,4} (?:from|of|by|in|with) (?:the )?(?:rsyncd?|netbackup|NBU|borg|restic|bp\w{2,8})\b`,
  'i',
)

/** What might be, or is explained, advised or asked, did not happen. */
const unmet =
  /\b(?:if|unless|whether|would|could|may|might|should|means?|meaning|stands for|indicates?|explain(?:s|ed)?|refers? to|e\.g|for example|such as|list of|how to|instead of|treat(?:s|ed)?|ignor(?:e|es|ed|ing)|accept(?:s|ed|ing)?|harmless)\b|\?["')]*$/i
/** Directly before the number, in its own clause. */
const denied = /(?:\b(?:no|not|never|without|no longer|no more|used to|stopped)\b|n't\b)[^,.;]{0,60}$/i
const gone = /\b(?:gone|went away|disappeared|no longer|solved|cured|fixed|until (?:we|i|they)|since then (?:all|everything|it|no))\b/i

/** Names by which the products, and the programs of NetBackup that pass statuses on, are known. */
const products: readonly (readonly [RegExp, System])[] = [
  [netbackupNamed, 'netbackup'],
  [/\brsyncd?\b/i, 'rsync'],
  [/\bborg(?:matic|backup)?\b/i, 'borg'],
  [/\brestic\b/i, 'restic'],
]

/** The status that a sentence of a report says was met; `other` where it names no product. */
export function toldStatus(sentence: string): ToldStatus | undefined {
  if (sentence.length > longest || !/\d/.test(sentence) || /\bHTTPS?\b/.test(sentence)) return undefined
  const found = numbered.exec(sentence) ?? returned.exec(sentence)
  if (found === null || unmet.test(sentence) || gone.test(sentence)) return undefined
  const code = Number(found[1])
  if (code === 0 || denied.test(sentence.slice(0, found.index))) return undefined
  if (!met.test(sentence.replace(found[0], ' ')) && !/^(?:exit|return)/i.test(found[0]) && !beside.test(sentence)) return undefined
  return { code, system: productNear(sentence, found.index) }
}

/** In characters; nobody says more in one sentence. */
const longest = 1_200

/** Of several products in one sentence the one that stands nearest before the number, else the nearest behind it. */
function productNear(sentence: string, at: number): System {
  let best: { readonly system: System; readonly distance: number } | undefined
  for (const [pattern, system] of products) {
    for (const { index } of sentence.matchAll(new RegExp(pattern, 'gi'))) {
      const distance = index < at ? at - index : index - at + sentence.length
      if (best === undefined || distance < best.distance) best = { system, distance }
    }
  }
  return best?.system ?? 'other'
}
