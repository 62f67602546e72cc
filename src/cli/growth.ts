import { factsAt, folderEntries, type FilePath } from '../platform/files.ts'

/** Beyond this many files a folder is watched by its first ones only; looking at each costs some 10 µs. */
const mostFiles = 20_000

/** Size and time of change of every file at or below the paths: the same text as long as nothing changed. */
export function stateOf(paths: readonly string[]): string {
  const state: string[] = []
  for (const path of paths) visit(path, state)
  return state.join('\n')
}

function visit(path: FilePath, state: string[]): void {
  if (state.length >= mostFiles) return
  const facts = factsAt(path)
  if (facts.kind === 'trouble') return void state.push(`${path.toString()} ${facts.code}`)
  if (facts.kind !== 'folder') return void state.push(`${path.toString()} ${facts.identity ?? ''} ${facts.bytes} ${facts.modifiedMs}`)
  const entries = folderEntries(path)
  if ('kind' in entries) return void state.push(`${path.toString()} ${entries.code}`)
  for (const entry of entries) if (entry.kind === 'file' || entry.kind === 'folder') visit(entry.path, state)
}
