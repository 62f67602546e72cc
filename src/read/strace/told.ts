import type { EventFields, EventKind } from '../../model/index.ts'

/** What a line of strace says, without its place and time. */
export type Told = { readonly [Kind in EventKind]: { readonly kind: Kind } & EventFields[Kind] }[EventKind]
