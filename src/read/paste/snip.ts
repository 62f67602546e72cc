/** `…snip…`, `<snip>`, `[...]`, `--- 8< ---`, `(lines removed)`; also an elision that says what it leaves out. */
const marks =
  /^[^\w]{0,12}(?:snip|snipped|snippage|cut|cut here|truncated|elided|omitted|deleted|(?:\d+ |many |some |more |repeated |similar |other )?(?:more )?lines? (?:snipped|removed|cut|omitted|deleted|skipped|truncated|elided))[^\w]{0,12}$/i
const dots = /^[[(<{*_ -]*(?:\.{3,}|\u2026)[\])>}*_ -]*$/
const scissors = /^[-=_ ]{2,}(?:8<|>8|%<)[-=_ ]{2,}/
const told = /^(?:[[(<]\s*)?(?:\.{3,}|\u2026)\s*([A-Za-z][^.\u2026]{2,120}?)\s*(?:\.{3,}|\u2026)(?:\s*[\])>])?$/
const bracketed =
  /^[[(<]\s*(?:\.{3,}\s*)?((?:snip|cut|omitted|truncated|removed|deleted)\b[^\])>]{0,100}|[^\])>]{0,60}\b(?:snipped|omitted|truncated|removed|elided))\s*(?:\.{3,}\s*)?[\])>]$/i

/** What begins so is an elision only as its words say it. */
const startsWithWord = /^[A-Za-z0-9]/

/** Why lines were left out here, `''` when the mark gives no reason; undefined when the line is no such mark. */
export function snipOf(text: string): string | undefined {
  const line = text.trim()
  if (line.length > 140 || line.length < 3) return undefined
  const marked = !startsWithWord.test(line)
  if (marked && (dots.test(line) || scissors.test(line))) return ''
  if (marks.test(line)) return /lines?/i.test(line) ? line.replace(/^\W+|\W+$/g, '') : ''
  const match = marked ? (told.exec(line) ?? bracketed.exec(line)) : null
  const reason = match?.[1]?.trim()
  if (reason === undefined) return undefined
  return /^snip(?:ped)?$/i.test(reason) ? '' : reason
}
