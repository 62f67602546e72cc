import type { Event, EventBase } from '../../model/index.ts'

/** What might be, is explained or asked, did not happen; nor did what is denied. */
const unmet =
  /\b(?:if|unless|whether|would|could|may|might|should|can|see if|check|maybe|perhaps|suspect\w*)\b|\b(?:not|never|no sign|no longer|nothing)\b|n't\b|\?["')]*$/i

const killer = /\b(?:oom|out[- ]of[- ]memory)[- ]?killer\b/i
const struck = /\b(?:killed|shot|reaped|kicked in|took (?:out|down)|struck|terminated|decided to kill|chose)\b/i
const victims: readonly RegExp[] = [
  /\bkill(?:ed)? (?:the |our |my |off )?([a-z][\w.-]{1,29})\b(?! by)/i,
  /\b([a-z][\w.-]{1,29}) (?:instance |process |server |daemon )?(?:got|was|were|had been|has been) (?:shot|killed|reaped|terminated)\b/i,
]
const slept =
  /\b(?:laptop|notebook|pc|mac(?:book)?|computer|machine|host|server|nas|workstation|desktop)s?\b[^.;]{0,40}?\b(?:(?:went|goes|has gone|had gone|fell|was put|was) (?:in)?to (?:sleep|standby|hibernation|suspend)|(?:was|were|had been|got) (?:suspended|hibernated|asleep|sleeping)|fell asleep|hibernated)\b/i
/** Words that stand where a victim's name would. */
const noName: ReadonlySet<string> = new Set([
  'it',
  'that',
  'process',
  'processes',
  'program',
  'instance',
  'by',
  'and',
  'which',
  'something',
  'a',
  'an',
  'one',
  'job',
])

/** What a sentence says brought a process or a host down, by whoever looked; undefined where it says nothing of the kind. */
export function toldCause(sentence: string, base: EventBase): Event | undefined {
  const sleep = slept.exec(sentence)
  if (sleep !== null && !unmet.test(clauseOf(sentence, sleep.index, sleep[0].length))) return { ...base, kind: 'host.suspended', detail: 'as told in prose' }
  const killed = killer.exec(sentence)
  if (killed === null || !struck.test(sentence) || unmet.test(clauseOf(sentence, killed.index, killed[0].length))) return undefined
  const victim = victims.map((pattern) => pattern.exec(sentence)?.[1]).find((name) => name !== undefined && !noName.has(name.toLowerCase()))
  return { ...base, kind: 'program.killed', by: 'oom-killer', signal: 'SIGKILL', ...(victim === undefined ? {} : { victim }) }
}

/** Its own words, between the marks that part it from the rest of the sentence; a question mark belongs to all of them. */
function clauseOf(sentence: string, from: number, length: number): string {
  const before =
    sentence
      .slice(0, from)
      .split(/[,;:(]| - |\b(?:because|while|when|that|but|and|so|as|since)\b/)
      .at(-1) ?? ''
  const after = sentence.slice(from + length).split(/[,;:()]| - |\b(?:because|but|or|so)\b/, 1)[0] ?? ''
  return `${before}${sentence.slice(from, from + length)}${after}${/\?["')]*$/.test(sentence) ? '?' : ''}`
}
