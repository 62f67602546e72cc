import { usPerMs, usPerSecond } from './units.ts'

/** Abbreviations that logs print and that mean one offset wherever backups run; ambiguous ones (IST, BST, CST in China) are left out. */
const abbreviations: Record<string, string> = {
  Z: '+00:00',
  UTC: '+00:00',
  GMT: '+00:00',
  WET: '+00:00',
  CET: '+01:00',
  CEST: '+02:00',
  EET: '+02:00',
  EEST: '+03:00',
  MSK: '+03:00',
  EST: '-05:00',
  EDT: '-04:00',
  CDT: '-05:00',
  MST: '-07:00',
  MDT: '-06:00',
  PST: '-08:00',
  PDT: '-07:00',
  JST: '+09:00',
  AEST: '+10:00',
  AEDT: '+11:00',
}

/** Offset from UTC of a zone at a local time, in microseconds; undefined when the zone is not known. */
export function zoneOffsetUs(zone: string, localUs: number): number | undefined {
  const numeric = /^([+-])(\d\d):?(\d\d)$/.exec(abbreviations[zone.toUpperCase()] ?? zone)
  if (numeric !== null) {
    const minutes = Number(numeric[2]) * 60 + Number(numeric[3])
    return (numeric[1] === '-' ? -1 : 1) * minutes * 60 * usPerSecond
  }
  try {
    const local = new Date(localUs / usPerMs).toISOString().slice(0, -1)
    return Temporal.PlainDateTime.from(local).toZonedDateTime(zone).offsetNanoseconds / 1_000
  } catch {
    return undefined
  }
}
