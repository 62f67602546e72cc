import type { Cause } from '../model/index.ts'
import { connectBlackholed } from './connect-blackholed/cause.ts'
import { idleFlowDropped } from './idle-flow-dropped/cause.ts'
import { listenerExpired } from './listener-expired/cause.ts'
import { receiverStalled } from './receiver-stalled/cause.ts'
import { windowScaleLost } from './window-scale-lost/cause.ts'

/** Every cause holdfast knows, sorted by id. */
export const causes: readonly Cause[] = [connectBlackholed, idleFlowDropped, listenerExpired, receiverStalled, windowScaleLost]
