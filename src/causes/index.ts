import { alsoByPackets } from '../facts/also-by-packets.ts'
import { weighedAgainstNoDevice } from '../facts/no-device-between.ts'
import { alsoByStatus } from '../facts/usual-by-status.ts'
import type { Cause } from '../model/index.ts'
import { applicationTimeout } from './application-timeout/cause.ts'
import { bitsCorrupted } from './bits-corrupted/cause.ts'
import { connectBlackholed } from './connect-blackholed/cause.ts'
import { connectionTableFull } from './connection-table-full/cause.ts'
import { diskFull } from './disk-full/cause.ts'
import { duplexMismatch } from './duplex-mismatch/cause.ts'
import { firewallStateLost } from './firewall-state-lost/cause.ts'
import { flowMoved } from './flow-moved/cause.ts'
import { hostSuspended } from './host-suspended/cause.ts'
import { idleFlowDropped } from './idle-flow-dropped/cause.ts'
import { keepaliveTooEager } from './keepalive-too-eager/cause.ts'
import { listenerExpired } from './listener-expired/cause.ts'
import { localPipeBroken } from './local-pipe-broken/cause.ts'
import { mediaUnavailable } from './media-unavailable/cause.ts'
import { nameOrAccessRefused } from './name-or-access-refused/cause.ts'
import { networkMountFailed } from './network-mount-failed/cause.ts'
import { nobodyListening } from './nobody-listening/cause.ts'
import { pathLossy } from './path-lossy/cause.ts'
import { pathLost } from './path-lost/cause.ts'
import { pathMtuBlackholed } from './path-mtu-blackholed/cause.ts'
import { peerHostRestarted } from './peer-host-restarted/cause.ts'
import { peerProcessDied } from './peer-process-died/cause.ts'
import { portProbe } from './port-probe/cause.ts'
import { portRejected } from './port-rejected/cause.ts'
import { portsExhausted } from './ports-exhausted/cause.ts'
import { receiverStalled } from './receiver-stalled/cause.ts'
import { remoteProgramMissing } from './remote-program-missing/cause.ts'
import { resetInjected } from './reset-injected/cause.ts'
import { serverLimitReached } from './server-limit-reached/cause.ts'
import { sourceUnreadable } from './source-unreadable/cause.ts'
import { stoppedByOperator } from './stopped-by-operator/cause.ts'
import { streamPolluted } from './stream-polluted/cause.ts'
import { tlsFailed } from './tls-failed/cause.ts'
import { tupleReused } from './tuple-reused/cause.ts'
import { versionMismatch } from './version-mismatch/cause.ts'
import { windowScaleLost } from './window-scale-lost/cause.ts'

const own: readonly Cause[] = [
  applicationTimeout,
  bitsCorrupted,
  connectBlackholed,
  connectionTableFull,
  diskFull,
  duplexMismatch,
  firewallStateLost,
  flowMoved,
  hostSuspended,
  idleFlowDropped,
  keepaliveTooEager,
  listenerExpired,
  localPipeBroken,
  mediaUnavailable,
  nameOrAccessRefused,
  networkMountFailed,
  nobodyListening,
  pathLossy,
  pathLost,
  pathMtuBlackholed,
  peerHostRestarted,
  peerProcessDied,
  portProbe,
  portRejected,
  portsExhausted,
  receiverStalled,
  remoteProgramMissing,
  resetInjected,
  serverLimitReached,
  sourceUnreadable,
  stoppedByOperator,
  streamPolluted,
  tlsFailed,
  tupleReused,
  versionMismatch,
  windowScaleLost,
]

/** Every cause holdfast knows, sorted by id. */
export const causes: readonly Cause[] = own.map(alsoByPackets).map(alsoByStatus).map(weighedAgainstNoDevice)
