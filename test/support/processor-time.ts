import assert from 'node:assert/strict'

/**
 * Holds that an action does not hang: `mostMs` of processor time is many times what it takes, and far less than a pattern that backtracks or a list
 * compared with itself would. Other programs on the machine do not count.
 */
export function assertEnds(action: () => void, mostMs: number): void {
  const before = process.cpuUsage()
  action()
  const { user } = process.cpuUsage(before)
  assert.ok(user / 1_000 < mostMs, `${Math.round(user / 1_000)} ms of processor time`)
}
