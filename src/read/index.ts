import { amanda } from './amanda/amanda.ts'
import { firewall } from './firewall/reader.ts'
import { generic } from './generic/reader.ts'
import { host } from './host/reader.ts'
import { link } from './link/link.ts'
import { netbackup } from './netbackup/reader.ts'
import { paste } from './paste/reader.ts'
import type { LineReader } from './reader.ts'
import { rsync } from './rsync/rsync.ts'
import { settings } from './settings/reader.ts'
import { ssh } from './ssh/reader.ts'
import { strace } from './strace/strace.ts'
import { systemReaders } from './system/index.ts'
import { backuppc } from './tools/backuppc.ts'
import { bacula } from './tools/bacula.ts'
import { borg } from './tools/borg.ts'
import { proxmox } from './tools/proxmox.ts'
import { restic } from './tools/restic.ts'
import { tsm } from './tools/tsm.ts'
import { transfers } from './tools/transfers.ts'
import { suites } from './tools/suites.ts'
import { wrappers } from './tools/wrappers.ts'
import { windowsEvents } from './windows/events.ts'
import { robocopy } from './windows/robocopy.ts'
import { zfs } from './tools/zfs.ts'

/** Every line reader, most particular first. */
export const lineReaders: readonly LineReader[] = [
  amanda,
  rsync,
  netbackup,
  strace,
  ssh,
  restic,
  borg,
  bacula,
  backuppc,
  proxmox,
  tsm,
  suites,
  zfs,
  transfers,
  wrappers,
  robocopy,
  windowsEvents,
  ...systemReaders,
  firewall,
  host,
  settings,
  link,
  // They take what nobody else claims (`fallback-readers.ts`) and so stay last, in this order.
  generic,
  paste,
]
