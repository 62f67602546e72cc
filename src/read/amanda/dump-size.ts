import { usPerSecond } from '../../model/index.ts'

/** How much a dump came to and how long it took. */
export interface DumpSize {
  readonly bytes: number
  readonly durationUs: number
}

/** `[sec 1.081 kb 1220 kps 1128.2 orig-kb 1220]` in a result; since 3.3 some name `bytes`. Amanda's kb are 1024 bytes. */
export function dumpSize(text: string): DumpSize | undefined {
  const found = /\[sec (\d{1,9}(?:\.\d{1,6})?) (?:kb (\d{1,15})|bytes (\d{1,18}))/.exec(text)
  if (found === null) return undefined
  const bytes = found[2] === undefined ? Number(found[3]) : Number(found[2]) * 1024
  return { bytes, durationUs: Math.round(Number(found[1]) * usPerSecond) }
}
