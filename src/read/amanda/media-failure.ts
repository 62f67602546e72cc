import type { Failure } from './failure.ts'

/** Texts of taper, planner and the changers about tapes, virtual tapes and their drives. */
const tapeTrouble =
  /no-tape error|tape error|Virtual-tape directory|can't open tape device|not an amanda (?:tape|volume)|cannot fit anything on tape|larger than available tape space|no (?:new )?tape\b|no acceptable volumes? found|can't find (?:a )?tape|cannot overwrite|label .{1,80} (?:does not|doesn't) match|wrong tape|new tape not found|(?:slot|drive) .{1,80}(?:is empty|not found|not ready|does not exist)|(?:reading|writing|write|read) (?:the )?(?:tape |volume )?label|(?:load|find|locate) (?:a |the )?volume\b|\bno such volume\b|error (?:loading|writing|reading) (?:the )?(?:tape|volume|device|label|slot)|write[- ]protected|read-only (?:tape|device|volume|file system)|out of tape|runtapes volumes? exhausted|maximum (?:number )?of tapes|\bchg-\w+:|can't (?:do|switch to|be dumped in) degraded (?:dump|mode)|can't dump .{1,80} in degraded mode|can't switch to incremental dump|^err create |source volume .{0,80}not found|taperflush criteria not met|\bNo medium found\b|rewinding tape|^\/dev\/(?:n?r?st|n?r?sa|rmt\/)\S{0,40}: |dumps? (?:is |are )?(?:way )?too big/i

/** Texts of the devices (device-src) and of mtx, whoever passes them on. */
const deviceTrouble =
  /\btape device\b(?: .{1,200})?: |\bnot a tape device\b|\bShort write on tape\b|\bError (?:writing|reading) (?:block|filemark|file header|tapestart header|Amanda header|disk cache|from data file|device fd \d+)\b|\bCould ?n(?:ot|'t) (?:rewind|seek (?:to (?:end of tape|file|block)|forward|backward))|\bIO error reading tape label\b|\berror from mtx: |\bsetting (?:READ-)?BLOCK-SIZE property\b/i

/** A failure of the medium; `program` is who said it, since whatever the taper calls an error is about its medium. */
export function mediaFailure(text: string, program: string | undefined): Failure | undefined {
  if (!tapeTrouble.test(text) && !deviceTrouble.test(text) && !(program === 'taper' && /\berror\b|No space left|Input\/output error|writing file/i.test(text)))
    return undefined
  const directory = /directory (\/\S{1,200}) does not exist|tape device (\S{1,200}):/i.exec(text)
  const medium =
    directory?.[1] ??
    directory?.[2]?.replace(/^file:/, '') ??
    (/vtape|virtual-tape/i.test(text) ? 'virtual tape' : /without holding ?disk/i.test(text) ? 'holding disk' : 'tape')
  return { said: { kind: 'media.failed', medium, detail: text }, symptom: 'specific' }
}
