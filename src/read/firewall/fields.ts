/** Reads `key=value key="quoted value" key: value;` pairs, as FortiGate, Palo Alto, Check Point and iptables log them. */
export function fieldsOf(text: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>()
  for (const [, key = '', quoted, bare] of text.matchAll(pair)) {
    const name = key.toLowerCase()
    if (!fields.has(name)) fields.set(name, quoted ?? bare ?? '')
  }
  return fields
}

const pair = /([A-Za-z_][\w.-]{0,40})(?:=|:(?=["0-9]))(?:"([^"]{0,400})"|([^\s;,"|]{0,400}))/g
