import { usPerSecond } from '../../model/index.ts'

const perUnit: Readonly<Record<string, number>> = { d: 86_400, h: 3_600, m: 60, s: 1 }

/** `1 hour 2 mins 3 secs`, `1h2m3s` and `01:02:03` in microseconds; undefined when the text is none of them. */
export function elapsedUs(text: string): number | undefined {
  const clock = /^(?:(\d{1,4}):)?(\d{1,2}):(\d{2})$/.exec(text.trim())
  if (clock !== null) return (Number(clock[1] ?? 0) * 3_600 + Number(clock[2]) * 60 + Number(clock[3])) * usPerSecond
  const parts = [...text.slice(0, 80).matchAll(/(\d{1,9}) ?([dhms])[a-z]{0,6}/g)]
  return parts.length === 0 ? undefined : parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (perUnit[unit ?? ''] ?? 0), 0) * usPerSecond
}
