/** `FROM a.b.c.d.port TO e.f.g.h.port` as the program printed it, initiator first. */
export interface Tuple {
  readonly from: Endpoint
  readonly to: Endpoint
}

export interface Endpoint {
  readonly address: string
  readonly port: number
}

/** Both ends without an order: tuples with the same text are one connection's, whichever way its packets go. */
export function endsOf({ from, to }: Tuple): string {
  return [`${from.address} ${from.port}`, `${to.address} ${to.port}`].toSorted().join(' ')
}

/** Both addresses without an order: connections with the same text run between the same two hosts. */
export function hostsOf({ from, to }: Tuple): string {
  return [from.address, to.address].toSorted().join(' ')
}
