import type { Event, EventBase } from '../../model/index.ts'

/** One wording of one program and what it says; tried only on lines that hold `has`, or one of several. */
export interface LineRule {
  readonly has: string | readonly string[]
  readonly pattern: RegExp
  readonly says: (match: RegExpExecArray, base: EventBase) => readonly Event[]
}

/** What the first rule that fits says; undefined when none does. `base` is built only then. */
export function applyRules(rules: readonly LineRule[], text: string, base: () => EventBase): readonly Event[] | undefined {
  for (const rule of rules) {
    if (!holds(text, rule.has)) continue
    const match = rule.pattern.exec(text)
    if (match !== null) return rule.says(match, base())
  }
  return undefined
}

function holds(text: string, has: LineRule['has']): boolean {
  return typeof has === 'string' ? text.includes(has) : has.some((words) => text.includes(words))
}

/** For wordings that belong to a format and tell nothing about a failure. */
export const nothing = (): readonly Event[] => []
