const named = /\b(?:to|host|server) (?:host |server )?['"]?([\w.-]{1,100}?)['"]?,? (?:on |at )?port ['"]?(\d{1,5})\b/i

/** Host and port where a line gives both in words: `Unable to connect to host 'db7' on port 7937`. */
export function namedPort(text: string): readonly [peer?: string, port?: string] {
  const [, peer, port] = named.exec(text) ?? []
  return peer === undefined || port === undefined ? [] : [peer, port]
}
