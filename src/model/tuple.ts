/** `FROM a.b.c.d.port TO e.f.g.h.port` as the program printed it, initiator first. */
export interface Tuple {
  readonly from: Endpoint
  readonly to: Endpoint
}

export interface Endpoint {
  readonly address: string
  readonly port: number
}
