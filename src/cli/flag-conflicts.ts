import { HoldfastError } from '../model/errors.ts'
import type { ExplainFlags } from './explain-command.ts'

/** Refuses flags that cannot be honoured together or here, before anything is read. */
export function requireSensible(paths: readonly string[], flags: ExplainFlags): void {
  const found = followConflict(paths, flags) ?? askConflict(paths, flags) ?? annotateConflict(flags)
  if (found !== undefined) throw new HoldfastError('flags-conflict', found)
}

interface Conflict {
  readonly what: string
  readonly fix: string
}

function followConflict(paths: readonly string[], flags: ExplainFlags): Conflict | undefined {
  if (flags.follow !== true) return undefined
  if (paths.includes('-')) return { what: '--follow cannot follow standard input', fix: 'Name the files that grow, or leave --follow out.' }
  if (flags.ask === true) return { what: '--follow and --ask cannot be used together', fix: 'Ask first; then follow with the --observed flags that it prints.' }
  if (flags.output === 'text' || flags.output === 'jsonl') return undefined
  return { what: `--follow prints as it goes, which --output ${flags.output} cannot`, fix: 'Use --output text or --output jsonl.' }
}

function askConflict(paths: readonly string[], flags: ExplainFlags): Conflict | undefined {
  if (flags.ask !== true) return undefined
  const fix = 'Say what you know with --observed; `holdfast explain --observed help` lists what can be said.'
  if (paths.includes('-')) return { what: '--ask needs standard input for the answers, and it is already the evidence', fix }
  if (process.stdin.isTTY === true && process.stderr.isTTY === true) return undefined
  return { what: '--ask needs a terminal to ask on, and there is none', fix }
}

function annotateConflict(flags: ExplainFlags): Conflict | undefined {
  if (flags.force === true && flags.annotate === undefined)
    return { what: '--force only means something with --annotate', fix: 'Add --annotate OUT.pcapng, or leave --force out.' }
  if (flags.annotate === undefined || flags.follow !== true) return undefined
  return { what: '--follow and --annotate cannot be used together', fix: 'Let the capture end first; then annotate it.' }
}
