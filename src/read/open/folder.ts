import { type FilePath, type FileTrouble, folderEntries } from '../../platform/files.ts'
import { shownName } from './member.ts'
import type { FolderStep } from './opened.ts'
import type { PassedOver } from './passed-over.ts'
import { remark } from '../note.ts'

/** A file below a folder, or a folder that could not be listed. */
export type Found = FoundFile | (FoundFolder & { readonly trouble: FileTrouble })

export interface FoundFile extends FoundFolder {
  readonly trouble?: undefined
}

export interface FoundFolder {
  readonly path: FilePath
  readonly shown: string
  readonly folders: readonly FolderStep[]
}

/** Every regular file below a folder, in the order of names; what is not one is counted in `passed`. */
export function* filesBelow(folder: FoundFolder, passed: PassedOver): Generator<Found, void> {
  const entries = folderEntries(folder.path)
  if ('kind' in entries) {
    yield { ...folder, trouble: entries }
    return
  }
  const beside = entries.filter(({ kind }) => kind === 'folder').map(({ name }) => shownName(name))
  for (const entry of entries) {
    const name = shownName(entry.name)
    const shown = folder.shown === '/' ? `/${name}` : `${folder.shown}/${name}`
    if (entry.kind === 'folder') yield* filesBelow({ path: entry.path, shown, folders: [...folder.folders, { name, beside }] }, passed)
    else if (entry.kind === 'file') yield { path: entry.path, shown, folders: folder.folders }
    else passed.add(reasons[entry.kind], shown)
  }
}

const reasons = {
  link: remark('symbolic links inside the folder, not followed; name one yourself to have it read'),
  pipe: remark('named pipes inside the folder, not read'),
  socket: remark('sockets inside the folder, not read'),
  device: remark('devices inside the folder, not read'),
} as const
