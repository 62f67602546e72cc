import type { Claim } from '../../model/index.ts'
import { secondsIn } from './duration.ts'

/** One thing people observe about a failure, in the wordings they use. */
export interface Observation {
  readonly claim: Claim
  /** Words without which `says` cannot match: cheap, so that hardly any sentence comes to the rest, nor any pattern to be compiled. */
  readonly near: RegExp
  readonly says: RegExp
  /** Spoils it anywhere in the sentence. */
  readonly unless?: RegExp
  /** Must stand somewhere in the sentence too. */
  readonly with?: RegExp
  /** Holds in an "if" sentence as well: the claim is then about what happened, not about what might. */
  readonly anyMood?: true
  readonly seconds?: (sentence: string, match: RegExpExecArray) => number | undefined
  readonly value?: (sentence: string, match: RegExpExecArray) => string | undefined
}

/** What somebody would call the failure. */
export const fails =
  /\b(?:fail\w*|die[sd]?|dying|drop(?:s|ped|ping)?|br(?:eak|eaks|oke|oken|eaking)|abort\w*|stop(?:s|ped)?|hang(?:s|ing)?|hung|stall\w*|reset(?:s|ting)?|disconnect\w*|occur\w*|happen\w*|errors?|lost|loses?|clos(?:es|ed)|tim(?:es|ed) out|timeouts?|end(?:s|ed)|kill(?:s|ed)|crash\w*|interrupt\w*|cut(?:s)? off|quits?|terminat\w*|goes away|bails? out|torn down|tears? down|give[sn]? up)\b/i

const device =
  '(?:fire-?walls?|nat(?:[ -](?:box|router|gateway|device|table))?|middle-?box(?:es)?|load[ -]balancers?|asa|fwsm|fortigates?|check ?point|sonicwall|pfsense|opnsense|palo alto|juniper|srx|security (?:appliance|gateway|group)|stateful (?:inspection|filter|device)|packet filter|ips|vpn (?:gateway|concentrator|tunnel|box)|(?:other )?network devices?)'

const deviceWords =
  /fire-?wall|\bnat\b|middle-?box|balanc|\basa\b|fwsm|forti|check ?point|sonicwall|sense|palo|juniper|\bsrx\b|secur|inspection|filter|device|\bips\b|vpn|dmz/i

/** Statements that a wrong age of the connection, a firewall, a place or a direction is involved. */
export const observations: readonly Observation[] = [
  {
    claim: 'always-same-age',
    near: /always|usual|every|each|consist|exact|invari|reliab|reprod|regular|precise|exception|clockwork|predict|general|typical|same|mark|\bin(?:to)?\b|idle|inactiv|silence/i,
    says: /\b(?:(?:always|usually|every ?time|each time|consistently|exactly|invariably|reliably|reproducibl[ey]|regularly|precisely|almost exactly|without exception|like clockwork|predictabl[ey]|generally|typically|(?:every|each) (?:single )?(?:night|day|run|backup|job|dump|evening|week|attempt|try))\b|(?:at|after) (?:about |around |exactly |roughly )?the same (?:time|point|age|interval|amount of time|duration|number of)|(?:seconds?|minutes?|mins?|hours?|hrs?|sec)[ -](?:mark|in(?:to)?)\b|\bafter .{1,16}(?:seconds?|minutes?|mins?|hours?|hrs?) (?:of )?(?:being )?(?:idle|inactiv\w+|silence)\b|\b(?:leave|leaving|left|sits?|sitting|stays?|remains?) (?:(?:the|my|it|a|an|\w{2,14}) ){0,4}idle for\b)/i,
    with: /\b(?:after|at|every|past|within|for|into|mark|lasts?|reaches|when)\b/i,
    unless: /\b(?:not|\w+n't|never) (?:always|exactly|at the same|every)|\bdifferent times?\b|\brandom|\bonce an? /i,
    seconds: ageIn,
  },
  {
    claim: 'random-times',
    near: /random|different|var[yi]|unpredict|sporadic|intermit|irregular|now and|pattern/i,
    says: /\b(?:at )?(?:random(?:ly)?(?: (?:times?|points?|intervals?|moments?))?|different (?:times|points)|var(?:ying|iable) (?:times|points|intervals)|unpredictabl[ey]|sporadic(?:ally)?|intermittent(?:ly)?|irregular(?:ly)?|now and then|every now and again)\b|\bno (?:clear |obvious |discernible )?pattern\b/i,
    with: fails,
    unless: /\b(?:not|\w+n't|never|isn't) (?:at )?(?:random|sporadic|intermittent)/i,
  },
  {
    claim: 'fails-immediately',
    near: /immediate|instant|away|at once|right|within|less than|under|as soon/i,
    says: /\b(?:immediately|instantly|instantaneously|right away|straight ?away|at once|right (?:at|from) the (?:start|beginning)|within (?:a|one|1|the first|less than a|a few|two|2|three|3) (?:seconds?|ms|milliseconds?)|in (?:less than|under) (?:a|one|1|two|2) seconds?|as soon as (?:it|the (?:backup|job|transfer|connection)) (?:is |gets )?(?:starts?|begins?|started|opened|established|connects?))\b/i,
    with: /\b(?:fail(?:s|ed|ing)?|die[sd]?|drop(?:s|ped)?|breaks?|broke|abort(?:s|ed)?|refused|disconnect(?:s|ed)|errors? out|exits?|exited|gets? (?:a )?(?:reset|refused|closed|disconnected)|is (?:reset|refused|closed|dropped))\b/i,
    unless: /\b(?:not|\w+n't|never|doesn't) (?:\w+ )?(?:immediately|instantly|right away|at once)|\breturns?\b|\bwill\b/i,
  },
  {
    claim: 'zero-window-seen',
    near: /window|\bwin|advertis/i,
    says: /\b(?:receive |tcp |advertised |receiver'?s? )?window(?: size)?\b.{0,50}?\b(?:drop|go|goes|going|went|fall|fell|shr[aiu]nk|reach|hit|clos|becom|became|get|decreas|down)\w*\b.{0,20}?\b(?:zero|0(?!\.?\d|[kKmM]))|\b(?:tcp )?(?:zero|0)[ -]?windows?\b|\bwindow(?: size)? (?:of|is|was|=|at|stays at|stuck at) ?(?:zero|0)(?![\d.x])|\bwin[ =]0\b|\badvertis\w+ (?:a )?(?:zero|0)\b.{0,20}window|\b(?:receive )?window (?:is |was )?(?:full|closed|exhausted)\b/i,
    unless: /\bno zero[ -]?window|\b(?:never|not|\w+n't|nor|without)\b.{0,40}\b(?:zero|0)\b/i,
  },
  {
    claim: 'same-subnet',
    near: /same|one|single|common|direct|cross|back|both|all of|they|these|machines|hosts|boxes|server|client/i,
    says: /\b(?:same|one|single|common) (?:\w+ ){0,2}?(?:sub-?net(?:work)?|lan|vlan|(?:network )?segment|broadcast domain|(?:l2|layer[ -]?(?:2|two))(?: network| segment)?|switch|ip range|\/2\d(?: network)?)\b|\b(?:directly (?:connected|attached|cabled)|crossover cable|cross-over cable|back[ -]to[ -]back)\b|\b(?:both|all of them|they|these|machines|hosts|boxes|server and client|client and server)\b.{0,40}?\b(?:local|same local|same physical) (?:lan|network|ethernet)\b/i,
    unless:
      /\b(?:not|\w+n't|never|neither|no longer|other than)\b[^,.;]{0,40}?\b(?:same|one|single|directly|local) (?:\w+ ){0,2}?(?:sub-?net\w*|lan|vlan|segment|broadcast|l2|layer|switch|network|ethernet|connected|attached|cabled)|\bdifferent (?:sub-?nets?|vlans?|networks?|segments?|lans?)\b|\bwhen (?:they|both|the (?:two|hosts)) are\b/i,
  },
  {
    claim: 'no-firewall-between',
    near: /fire-?wall|middle-?box|\bnat\b/i,
    says: /\b(?:(?:there (?:is|are|was|were)|there's|have|has|with|is|are|got|see) )?(?:no|not any|never (?:been )?(?:a|any)|\w+n't (?:\w+ )?(?:a|any)|not an?) (?:\w+ ){0,2}?(?:fire-?walls?|middle-?box(?:es)?|nat)\b(?! (?:rules?|logs?|polic|issues?|drops?|entr|problems?|blocks?|config|restart|reboot|change|timeouts?|drop))|\b(?:fire-?walls?|nat) (?:is|are) not (?:present|involved|in (?:between|the (?:path|way)))(?= here| in this| between|\s*[.,;:!]|$)|\bneither .{0,30}firewall/i,
    unless:
      /\b(?:is|was|'s|be) not (?:a |the )?firewall (?:problem|issue|that)|\bnot a firewall (?:problem|issue|thing)\b|\bno firewall (?:can|could|should|will|would)\b/i,
  },
  {
    claim: 'firewall-between',
    near: deviceWords,
    says: new RegExp(
      `\\b(?:there(?:'s| is| are| was)|we (?:have|run|use)|i (?:have|run|use)|have|has|sits?|sitting|with|separated by) (?:also )?(?:a|an|the|our|two|some|one|several)? ?(?:\\w+[ -]){0,3}?${device} (?:\\w+ )?(?:sits? |sitting |placed |located )?(?:in[ -]?between|between|in the (?:path|way|middle)|separating|on the way)|\\b(?:go(?:es)?|pass(?:es)?|runs?|traverses?|crosses|travels?|rout(?:ed|es)) (?:through|via|over|across|by|past)? ?(?:a|an|the|our|two|its|their) (?:\\w+[ -]){0,3}?${device}|\\bbehind (?:a|an|the|our|its|their|two) (?:\\w+[ -]){0,3}?${device}|\\b${device} (?:sits?|stands?|is (?:sitting |located |placed )?) ?(?:in[ -]?between|between|in the (?:path|way))|\\b(?:is|are|sits?|lives?|located|hosts?|clients?|servers?) in (?:the|a|our) dmz\\b`,
      'i',
    ),
    unless: /\b(?:no|not|\w+n't|without|never)\b[^,;]{0,25}\b(?:firewall|nat|dmz|load balancer)/i,
  },
  {
    claim: 'firewall-suspected',
    near: deviceWords,
    says: new RegExp(
      `\\b(?:caus(?:e[sd]?|ing)|because|due|suspect\\w*|suspicio\\w+|blam\\w+|culprit|guess|probabl[ey]|likely|think|believe|presum\\w+|assum\\w+|points? (?:to|at)|looks? like|seems?|responsible|at fault|fault of|problem (?:is|was|with)|turn(?:s|ed) out|reason|usually|might be|may be|could be|must be|lead to)\\b.{0,80}?\\b${device}\\b|\\b${device}\\b.{0,60}?\\b(?:tim(?:es?|ed|ing) out|drop(?:s|ped|ping)?|kill(?:s|ed|ing)?|clos(?:es|ed|ing)|cut(?:s|ting)?|tear(?:s|ing)? down|tore down|torn|reset(?:s|ting)?|forg[eo]t(?:s|ten)?|expir\\w+|remov(?:es|ed)|caus(?:e[sd]?|ing)|responsible|culprit|to blame|at fault|lead to|interfer\\w+|messing|interrupt\\w*|idle (?:time-?out|limit|timer)|session time-?out)\\b`,
      'i',
    ),
    unless:
      /\b(?:not|\w+n't|isn't|wasn't|never|nor|unlikely|hardly|cannot be|can't be|rule[ds]? out|excluded?|checked|no sign|nothing in|apart from|other than)\b.{0,50}?\b(?:fire-?wall|nat|middle-?box|load balancer)|\b(?:fire-?wall|nat|load balancer)s?\b.{0,30}?\b(?:is|was|are|were|does|did|do|has|have)(?: not|\w+n't)\b|\b(?:fire-?wall|nat)\b.{0,40}?\b(?:logs? (?:show|say)s? (?:nothing|no)|ruled out|is fine|is off|is disabled|shows? (?:no|nothing))|\bno (?:\w+ )?fire-?wall/i,
  },
  {
    claim: 'port-blocked',
    near: /block|prevent|discard|filter|reject|den[iy]|drop|allow|permit|\blet|open|closed|firewalled|silently/i,
    says: new RegExp(
      `\\b(?:${device}|router|acl|access list|iptables|nftables)\\b.{0,40}?\\b(?:prevent(?:s|ed|ing)?|block(?:s|ed|ing)?|discard(?:s|ed|ing)?|filter(?:s|ed|ing)?|reject(?:s|ed|ing)?|den(?:ies|ied|y|ying)|drop(?:s|ped|ping)|not (?:allow|permit|let)\\w*)\\b.{0,30}?\\b(?:connections?(?: (?:requests?|attempts?))?|ports?|traffic|syns?|packets?|access|it)\\b|\\bports? \\d{2,5}(?:/tcp)?(?: \\([^)]{1,30}\\))? (?:is|was|are|were|had been|has been|being|gets?) (?:not open|blocked|filtered|closed (?:by|on|at|in) the firewall|denied|firewalled|dropped)|\\bblock(?:s|ed|ing) (?:tcp )?ports? \\d{2,5}|\\bconnections? (?:to|on) (?:tcp )?port \\d{2,5} (?:is|are|was|were|gets?) (?:blocked|filtered|dropped|discarded|silently)`,
      'i',
    ),
    unless:
      /\b(?:idle|inactiv\w+|quiet|silent for|long[- ](?:lived|running)|after (?:\d|an?|one|some)|not block\w*|\w+n't block\w*|not (?:being )?filter\w*|open now)\b/i,
    value: (sentence) =>
      /\bport\s*\(?(\d{2,5})|\((\d{3,5})\)/i
        .exec(sentence)
        ?.slice(1)
        .find((found) => found !== undefined),
  },
  {
    claim: 'syn-unanswered',
    near: /syn/i,
    says: /\bSYN[_ -]?SENT\b|\bsyns?(?: packets?)?\b.{0,80}?\b(?:re-?transmit\w*|repeat\w*|resent|no (?:repl\w+|answer|response)|unanswered|without (?:a |any )?(?:reply|answer|response)|never answered|ignored|not answered)|\bno syn[-/ ]?ack\b|\bnever (?:get|got|see|saw|receive[ds]?)s? (?:a |any )?syn[-/ ]?ack/i,
    unless: /\bno SYN[_ -]?SENT\b|\bnot in (?:a )?SYN/i,
    seconds: (sentence) => (/\bfor\b/.test(sentence) ? secondsIn(sentence.slice(sentence.search(/\bfor\b/))) : undefined),
  },
  {
    claim: 'syn-never-arrived',
    near: /syn|netstat|\bss\b|tcpdump|wireshark|captur|trace|snif|snoop|logs?\b|missing|never/i,
    says: /\b(?:netstat|ss|tcpdump|wireshark|capture|trace|sniffer|snoop|logs?)\b.{0,80}?\b(?:(?:did|does|do)(?:n't| not) (?:show|see|contain|have)|never (?:show|see|saw)\w*|show(?:s|ed)? (?:no|nothing)|no (?:sign|trace) of)\b.{0,60}?\b(?:socket|connection|syns?|packets?|anything|reaching|arriv\w+|incoming|inbound|traffic|attempt)\b|\bsyns?(?: packets?)?\b.{0,40}?\b(?:never|(?:did|does|do)(?:n't| not)) (?:arriv\w*|reach\w*|show up|make it|get (?:there|through))|\bmissing (?:expected )?(?:inbound|incoming) connection|\b(?:packets?|connection) never (?:reach|arriv)\w*/i,
    unless: /\bno (?:errors?|problems?)\b/i,
  },
  {
    claim: 'both-ends-reset',
    near: /reset/i,
    says: /\b(?:both\b.{0,60}?|(?:each|either) (?:of the )?(?:two )?)\b(?:logs?|ends?|sides?|hosts?|machines?|server and (?:the )?client|client and (?:the )?server|servers? and clients?|peers?)\b.{0,60}?\b(?:reset|ECONNRESET)|\b(?:reset(?: by peer)?|ECONNRESET)\b["']?.{0,40}?\b(?:on|at|from|in) (?:both|either|each) (?:the )?(?:ends?|sides?|hosts?|machines?|logs?|server and|client and)/i,
    unless: /\bneither\b|\bnot both\b/i,
  },
  {
    claim: 'large-transfers-only',
    near: /only|small|incremental|short/i,
    says: /\bonly (?:the )?(?:very )?(?:large|big|huge|full|long)(?:r|er|est)? (?:\w+ )?(?:files?|backups?|transfers?|jobs?|dumps?|filesystems?|clients?)\b.{0,50}|\b(?:small(?:er)?|incremental|short) (?:\w+ )?(?:files?|backups?|transfers?|jobs?|dumps?|ones|tests?)\b.{0,40}?\b(?:work|fine|ok|okay|succeed|complete|never fail|go through|no problem)\w*/i,
    unless: /\bsmall(?:er|ish)? files?\b.{0,30}\b(?:fail|break)/i,
  },
  {
    claim: 'large-directory',
    near: /director|folder|tree|file|link|inode/i,
    says: /\b(?:large|big|huge|enormous|deep) (?:director(?:y|ies)|folders?|trees?|file ?systems?)\b|\b(?:lots?|loads|tons|millions?|thousands?|hundreds of thousands|tens of thousands|(?:a )?(?:large|huge|great|high|big) numbers?) of (?:\w+ ){0,2}?(?:files|inodes|hard ?links)\b|\bmany (?:small(?:ish)?|tiny|little) files\b|\b\d{1,3}(?:[,. ]\d{3})+ (?:\w+ ){0,2}?files\b|\b\d{4,9} (?:\w+ ){0,2}?files\b|\b\d{1,4} ?(?:k|m|million|thousand) (?:\w+ ){0,2}?files\b/i,
    with: /\b(?:director|folder|tree|file ?system|fail|die|dying|break|broke|trigger|hang|stall|reset|drop|problem|handl|error|module|share|when)\w*/i,
    unless: /\bno (?:large|big|huge)\b|\bnot (?:a )?(?:large|big|huge)\b/i,
    value: fileCount,
  },
  {
    claim: 'slow-receiver',
    near: /slow|old|ancient|power|weak|load|busy|tiny|small|keep up|handle|faster|saturat|swamp/i,
    says: /\b(?:old|slow(?:er|est)?|ancient|under-?powered|weak|overloaded|busy|tiny|small)\b[^.]{0,25}?\b(?:backup server|server|nas|storage|receiver|target|repository|pentium|celeron|atom|raspberry|disks?|drives?|array|destination|usb disk|synology|qnap)\b|\b(?:server|nas|storage|receiver|target|disks?|array|destination|repository)\b[^.]{0,40}?\b(?:is|are|was|being|too|very|so|runs?)\b[^.]{0,20}?\b(?:slow|overloaded|under-?powered|saturated|busy|swamped)\b|\b(?:can(?:not|'t| not)|could(?: not|\w+n't)|unable to) (?:keep up|handle (?:it|the (?:data|load|stream)))\b|\bfaster than (?:it|the \w+) can (?:handle|process|write|cope)/i,
    unless: /\b(?:not|\w+n't|isn't|never|no longer) (?:\w+ )?(?:slow|overloaded|busy|old)|\bslow start\b/i,
  },
  {
    claim: 'stack-suspected',
    near: /stack|kernel/i,
    says: /\b(?:problem|bug|issue|point\w*|suspect\w*|blame|fault|cause\w*|guess|looks? like|seems?|broken|think)\b.{0,60}?\btcp(?:\/ip)?[ -]stack\b|\btcp(?:\/ip)?[ -]stack\b.{0,40}?\b(?:problem|bug|issue|fault|broken|to blame|culprit)|\bkernel (?:tcp )?bug\b/i,
    unless: /\b(?:not|\w+n't|isn't|unlikely|hardly)\b.{0,40}?\b(?:tcp(?:\/ip)?[ -]stack|kernel)/i,
  },
  {
    claim: 'idle-while-busy-elsewhere',
    near: /idle|quiet|silent|unused|inactive|only|nothing|no data|send|sent|writ|transfer/i,
    says: /\b(?:channel|connection|socket|session|stream|control)\b.{0,50}?\b(?:idle|quiet|silent|unused|inactive)\b.{0,40}?\b(?:while|when|during|as long as|although|even though|until)\b|\b(?:only|nothing|no data)\b.{0,50}?\b(?:transferred|sent|written|exchanged)\b.{0,40}?\b(?:at|until|before) the (?:very )?end\b|\b(?:does not|doesn't|no need to|never|nothing (?:is )?) ?(?:need to |have to )?(?:send|sends|sent|write|written|transfer\w*) (?:anything |any data |data )?(?:on|over|through) the ["']?\w+["']? (?:channel|connection|socket|session|stream)\b/i,
    unless: /\b(?:not|never) (?:idle|quiet)\b/i,
    anyMood: true,
  },
]

const amount =
  '(?:[~\\d.,]+|half an?|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|forty-five|fifty|sixty|ninety)'
const filler = '(?: (?:about|around|exactly|roughly|approximately|almost|nearly|some|the|a|~|precisely|just|ca\\.?))*'
const ageAfter = new RegExp(`\\b(?:after|at|past|lasts?|within|reaches)\\b${filler} (?=${amount}[ -]?\\w)`, 'gi')
const ageBefore = new RegExp(`(?<![\\w.])(${amount}[ -]?[a-z]{1,12}(?: (?:and )?${amount}[ -]?[a-z]{1,12})?) (?:after|into|in\\b|later|mark|old)`, 'i')

/** "if I leave it idle for some time (15-30 minutes) it is lost": the shorter time counts. */
const leftIdle = new RegExp(`\\bidle for\\b.{0,40}?\\b(${amount})(?:-\\d{1,3})? ?(seconds?|minutes?|mins?|hours?|hrs?)\\b`, 'i')

/** "dies after 5 minutes", "at the 2 hour mark", "20 minutes into the backup"; a lone number belongs to an age only beside "the same time". */
function ageIn(sentence: string): number | undefined {
  for (const match of sentence.matchAll(ageAfter)) {
    const seconds = secondsIn(sentence.slice(match.index + match[0].length, match.index + match[0].length + 40))
    if (seconds !== undefined) return seconds
  }
  const idle = leftIdle.exec(sentence)
  if (idle !== null) return secondsIn(`${idle[1] ?? ''} ${idle[2] ?? ''}`)
  const before = ageBefore.exec(sentence)
  const seconds = before === null ? undefined : secondsIn(before[1] ?? '')
  return seconds ?? (/\bthe same (?:time|point|age|interval|amount of time|duration)\b/i.test(sentence) ? secondsIn(sentence) : undefined)
}

function fileCount(sentence: string): string | undefined {
  const match = /\b(\d{1,3}(?:[,. ]\d{3})+|\d{4,9}|\d{1,4} ?(?:k|m|million|thousand))(?= (?:\w+ ){0,2}?files\b)/i.exec(sentence)
  if (match === null) return undefined
  const scaled = /^(\d{1,4}) ?(k|m|million|thousand)$/i.exec(match[1] ?? '')
  if (scaled === null) return (match[1] ?? '').replace(/[,. ]/g, '')
  return String(Number(scaled[1]) * (/^m/i.test(scaled[2] ?? '') ? 1_000_000 : 1_000))
}
