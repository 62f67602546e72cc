import type { Claim, Event } from '../../model/index.ts'
import type { LogLine } from '../reader.ts'
import type { Sentence } from './sentence.ts'
import { outcomeTold } from './trials.ts'

/** Words that put something into a file, before the lines that are put there: "I added the following to ssh_config:". */
const puts =
  /\b(?:add(?:ed|ing)?|put(?:ting)?|set(?:ting)?|insert(?:ed|ing)?|chang(?:ed|ing)|us(?:ed|ing)|with|solution|fix|workaround|cure|configur(?:ed|ing))\b.{0,160}(?::|\b(?:following|this|these|lines?|below|\w*_config|\.ssh\/config|sysctl\S*)\b[^.]{0,40})[:.]?$/i
/** In lines: what is put in, between the words before it and the words after. */
const reach = 12

/** A trial told around a setting that stands on a line of its own. */
interface SettingTrial {
  readonly from: number
  readonly to: number
  readonly good: boolean
}

/** Watches paragraphs for a setting that is announced in one and judged in the same or in the next; only the end of the text knows which setting. */
export class SettingTrials {
  /** The last line of the words that put something in, where the paragraph before ended with such. */
  #open: number | undefined
  readonly #found: SettingTrial[] = []

  paragraph(sentences: readonly Sentence[], lines: readonly LogLine[]): void {
    const [first] = sentences
    const last = sentences.at(-1)
    const from = lines[0]?.line ?? 0
    const to = lines.at(-1)?.lastLine ?? from
    const before = this.#open
    this.#open = undefined
    if (first === undefined || last === undefined) return
    const judged = before !== undefined && from - before <= reach ? outcomeTold(first.text) : undefined
    if (before !== undefined && judged !== undefined) this.#found.push({ from: before, to: from, good: judged })
    if (!puts.test(last.text)) return
    this.#open = to
    const told = outcomeTold(last.text)
    if (told !== undefined) this.#found.push({ from: to, to: to + reach, good: told })
  }

  /** The trials whose setting another reader saw between their words. */
  claims(told: readonly Event[]): readonly { readonly claim: Claim; readonly setting: Event }[] {
    return this.#found.flatMap(({ from, to, good }) => {
      const [made] = told.flatMap((event) =>
        event.kind === 'setting.seen' && 'line' in event.at && event.at.line > from && event.at.line < to
          ? claimOf(event.name, event.value, good).map((claim) => ({ claim, setting: event }))
          : [],
      )
      return made === undefined ? [] : [made]
    })
  }
}

function claimOf(name: string, value: string, good: boolean): readonly Claim[] {
  if (/alive|keep(?:idle|intvl|cnt)/i.test(name) && value !== '0') return [good ? 'cured-by-keepalive' : 'not-cured-by-keepalive']
  if (/window_scaling$/.test(name) && value === '0' && good) return ['cured-by-window-scaling-off']
  return []
}
