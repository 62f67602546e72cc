import type { Claim } from '../../model/index.ts'

/** Something people try on a failing backup, and what it says when it helped or did not. */
export interface Trial {
  readonly tried: RegExp
  readonly helped?: Claim
  readonly failed?: Claim
}

const off = '(?:turn(?:ed|ing|s)?|switch(?:ed|ing|es)?|shut(?:ting)?)'
const scaling = '(?:tcp )?window[ _-]?scal+(?:ing|e)'
const keepalive =
  '(?:(?:tcp[ _-]?)?keep[ -]?alives?(?:[_ ](?:time|interval|intvl|packets?|probes?))?|tcp_keepalive_\\w+|SO_KEEPALIVE|ServerAliveInterval|ClientAliveInterval|KeepAliveTime)'

/** Every remedy and comparison whose outcome tells causes apart. */
export const trials: readonly Trial[] = [
  {
    tried: new RegExp(
      `${off} (?:off|it off)?.{0,30}?${scaling}|${off} ${scaling} (?:off|down)|disabl(?:ed?|es|ing) .{0,30}?${scaling}|${scaling} (?:is |was )?(?:off|disabled|turned off|switched off)|without ${scaling}|tcp_window_scaling ?(?:=|to|is) ?"?0`,
      'i',
    ),
    helped: 'cured-by-window-scaling-off',
  },
  { tried: new RegExp(keepalive, 'i'), helped: 'cured-by-keepalive', failed: 'not-cured-by-keepalive' },
  {
    tried:
      /--?bw-?limit\S*|bwlimit|bandwidth[ -]?limit\w*|rate[ -]?limit(?:ing|ed)?|limit(?:ing|ed)? (?:the )?(?:bandwidth|rate|speed|throughput)|throttl(?:ed?|ing)|(?:lower|reduc)(?:ed|ing) the (?:bandwidth|speed|rate)/i,
    failed: 'not-cured-by-bandwidth-limit',
  },
  {
    tried:
      /(?:lower|reduc|decreas|sett?|chang|clamp|drop)(?:ed|ing|e)? (?:the )?(?:\w+ ){0,2}?(?:mtu|mss)\b|(?:mtu|mss) (?:of|to|=|at) ?\d{3,4}|smaller mtu|\b(?:mtu|mss)\b[^.]{0,40}?(?:lower|reduc|decreas|sett?|chang|dropp?)(?:ed|ing|e)? (?:it|that) (?:from [\w ]{1,24}? )?(?:to|at) \d{3,4}|mss[ -]clamp\w*|mtu (?:is |was )?(?:lowered|reduced|set)/i,
    helped: 'cured-by-smaller-mtu',
  },
  {
    tried:
      /(?:re-?start|re-?boot|reload|power[ -]cycl)(?:ed|ing)? (?:of )?(?:the |our |both )?(?:\w+ ){0,2}?(?:firewall|router|switch|gateway|asa|pfsense|fortigate|modem|server|host|machine|nas|box|daemon|service|rsyncd|vm)s?\b|(?:firewall|router|switch|gateway|server|daemon|service) (?:was |is )?(?:restart|reboot|reload)(?:ed)?/i,
    helped: 'works-after-restart',
  },
  {
    tried:
      /(?:to|from|on|onto|via|over) (?:a |the |an |another |its )?(?:\w+ )?(?:local (?:disk|drive|filesystem|file system|directory|folder|path|storage|machine|host|destination)|localhost|loopback|usb (?:disk|drive))|\blocally\b|local (?:copy|copies|backups?|rsync|transfers?|runs?)/i,
    helped: 'works-locally',
  },
  {
    tried:
      /(?:from|to|on|with|for) (?:an?other|a different|all (?:the )?other|any other|other|the other|different) (?:\w+ )?(?:hosts?|machines?|clients?|servers?|pcs?|laptops?|networks?|locations?|sites?|subnets?|systems?|vms?|box(?:es)?|connections?)|(?:all (?:the )?|the |many |several )?other (?:\w+ )?(?:hosts?|machines?|clients?|servers?|systems?)/i,
    helped: 'works-elsewhere',
  },
  {
    tried:
      /(?:without|bypass(?:ed|ing)?|around|remov(?:ed|ing)|disabl(?:ed|ing)|not through) (?:the |our |any |a )?(?:\w+ )?(?:firewall|nat|load[ -]balancer|middlebox)/i,
    helped: 'firewall-suspected',
  },
]

/** Words of which every trial holds one; most sentences hold none. */
const mayNameTrial =
  /scal|keep|alive|bw-?limit|bandwidth|rate|throttl|limit|lower|reduc|mtu|mss|re-?start|re-?boot|reload|cycl|local|usb|loopback|\b(?:other|another|different)\b|without|bypass|around|remov|disabl|through/i

const helped =
  /\b(?:(?:fix|solve|cure|resolve|help)(?:e?s|e?d)|(?:does|did|seems? to|seemed to|appears? to) (?:have )?(?:help|fix|solve|cure|resolve)(?:ed|d)?|(?:found|have|got) (?:a|the|my) (?:\w+ )?(?:solution|fix|cure|workaround)(?: that works)?|(?:solution|fix|cure|workaround) (?:that works|was|for (?:me|us) (?:was|is))|works?(?: (?:fine|well|ok|okay|perfectly|now|again|around|for (?:me|us)|without|reliably|great|flawlessly|as expected))?|worked|runs? (?:fine|through|ok|okay|well|without)|ran (?:fine|through)|went away|go(?:es)? away|gone|disappear(?:s|ed)?|no longer \w+|stopped (?:fail|happen|dropp|dying|occurr|break)\w*|(?:does|do|did)(?:n't| not) (?:occur|happen|fail|die|appear|break|drop)|never (?:fails?|failed|happens?|occurs?)|(?:is|are|was|were|been|rock) (?:stable|fine|ok|okay|solid)|succeed(?:s|ed)?|complet(?:es|ed)|(?:dumps?|backups?|jobs?|runs?|transfers?|copies|they|all) (?:\w+ )?(?:complete|succeed|finish|work)|finish(?:es|ed) (?:fine|ok|without)|did the trick|all (?:good|is well)|no (?:more |further )?(?:errors?|failures?|problems?|issues?|disconnects?|drops?|resets?))\b/gi

const notHelped =
  /\b(?:(?:did|do|does|would|has|have|had|will|can|could)(?:n't| not|n't seem to| not seem to) (?:\w+ )?(?:help(?:ed)?|fix(?:ed)?|solved?|cured?|change[d]?|ma(?:ke|de) (?:a|any|the) difference|resolved?|work(?:ed)?|prevent(?:ed)?|stop(?:ped)?|improved?|affect)|(?:no|little|without(?: any)?|zero) (?:effect|difference|improvement|success|change|luck|avail|help)|(?:made|makes|making) no \w+|to no avail|still (?:fail|die|dying|happen|occur|drop|break|get|see|the same|no|reset|disconnect|crash|abort|there|times?)\w*|(?:problem|error|issue|failure|it|reset) (?:still|persist|remain|continu|even)\w*|even (?:occurs?|happens?|then|fails?)|(?:never|not|\w+n't) (?:help\w*|a (?:good |real |proper )?(?:solution|fix|cure))|not (?:work\w*|solve\w*|fix\w*|a cure)|in vain|useless|same (?:error|result|problem|thing|behaviou?r|issue)|fails? (?:too|as well|also|even|the same)|also fails?|\w+n't help\w*)\b/gi

interface Mark {
  readonly from: number
  readonly to: number
  readonly good: boolean
}

/** What a trial came to, in the sentence that names it or in the words that follow it. */
export function trialClaims(text: string): readonly Claim[] {
  const claims: Claim[] = []
  if (!mayNameTrial.test(text)) return claims
  const tries = trials.flatMap((trial) => {
    const match = trial.tried.exec(text)
    return match === null ? [] : [{ trial, from: match.index, to: match.index + match[0].length }]
  })
  const marks = tries.length === 0 ? [] : marksIn(text)
  if (marks.length === 0) return claims
  for (const { trial, from, to } of tries) {
    const mark = nearest(marks, from, to, tries)
    const claim = mark === undefined ? undefined : mark.good ? trial.helped : trial.failed
    if (claim !== undefined) claims.push(claim)
  }
  return claims
}

/** Whether a text names a trial whose outcome the next sentence may tell. */
export function namesTrial(text: string): boolean {
  return mayNameTrial.test(text) && trials.some(({ tried }) => tried.test(text))
}

/** Whether a sentence only tells how the one before it turned out: "That did not help." */
export function tellsOutcome(text: string): boolean {
  if (marksIn(text).length === 0 || namesTrial(text)) return false
  return (
    /^(?:that|this|it|which|but|however|unfortunately|no|still|same|since|now|and|after|problem|the (?:problem|error|issue|backups?|result|same)|then|so|all|everything|sadly|alas|works?|did|does|not)\b/i.test(
      text,
    ) || text.split(/\s+/).length <= 8
  )
}

/** Whether a text says that something helped; undefined when it says neither that nor the contrary. */
export function outcomeTold(text: string): boolean | undefined {
  return marksIn(text)[0]?.good
}

function marksIn(text: string): readonly Mark[] {
  const bad: readonly Mark[] = [...text.matchAll(notHelped)].map((match) => ({ from: match.index, to: match.index + match[0].length, good: false }))
  const good = [...text.matchAll(helped)]
    .map((match) => ({ from: match.index, to: match.index + match[0].length, good: true }))
    .filter((mark) => !bad.some((other) => mark.from < other.to && other.from < mark.to))
    .filter(
      (mark) =>
        !/\b(?:(?:not|\w+n't|never|nothing|hardly|if|whether|might|may|can|could|should|would|will|probably not (?:a )?(?:good )?)\s+(?:\w+\s+){0,2}|to\s+)$/i.test(
          text.slice(Math.max(0, mark.from - 40), mark.from),
        ),
    )
  return [...bad, ...good].sort((a, b) => a.from - b.from)
}

/** The outcome that follows the trial before another trial is named; failing that, the one that stands before it. */
function nearest(marks: readonly Mark[], from: number, to: number, tries: readonly { readonly from: number; readonly to: number }[]): Mark | undefined {
  const nextTry = Math.min(...tries.filter((other) => other.from >= to).map((other) => other.from), Number.POSITIVE_INFINITY)
  const after = marks.find((mark) => mark.from >= to && mark.from < nextTry)
  if (after !== undefined) return after
  const lastTry = Math.max(...tries.filter((other) => other.to <= from).map((other) => other.to), 0)
  return marks.findLast((mark) => mark.to <= from + 2 && mark.from >= lastTry) ?? marks.find((mark) => mark.from < to && mark.to > from)
}
