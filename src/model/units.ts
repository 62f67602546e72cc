export const usPerMs = 1_000
export const usPerSecond = 1_000_000
export const usPerMinute = 60 * usPerSecond
export const usPerHour = 60 * usPerMinute
export const usPerDay = 24 * usPerHour

/** "300 s", "10.0 s", "1.8 s", "250 ms", "2 h 4 min": a duration as people write it, at most three significant figures below a minute. */
export function duration(us: number): string {
  const seconds = us / usPerSecond
  if (seconds < 0) return `-${duration(-us)}`
  if (seconds < 1) return `${Math.round(us / usPerMs)} ms`
  if (seconds < 100) return `${trimZero(seconds.toFixed(1))} s`
  if (seconds < 900) return `${Math.round(seconds)} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 120) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`
}

/** "1 connection", "30 connections". */
export function count(n: number, noun: string, plural = `${noun}s`): string {
  return `${thousands(n)} ${n === 1 ? noun : plural}`
}

/** `26,000`. By hand: the first use of Intl in a process takes some 15 ms. */
export function thousands(n: number): string {
  return String(n).replace(/\B(?=(?:\d{3})+$)/g, ',')
}

function trimZero(text: string): string {
  return text.endsWith('.0') ? text.slice(0, -2) : text
}

/** "41 GB", "1.5 MB", "812 bytes": an amount as people write it, in powers of a thousand. */
export function size(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB']
  let value = bytes
  let unit = 0
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1_000
    unit += 1
  }
  return `${unit === 0 || value >= 9.95 ? Math.round(value) : trimZero(value.toFixed(1))} ${units[unit] ?? ''}`
}
