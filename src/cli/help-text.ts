/** A heading and its lines: below the help of a command, in the manual page and in the command reference. */
export interface HelpSection {
  readonly title: string
  /** One paragraph or command a line. */
  readonly lines: readonly string[]
  /** The lines are commands to copy. */
  readonly commands?: true
}

/** What the flags alone do not say, by command. */
export const helpSections: Readonly<Record<string, readonly HelpSection[]>> = {
  holdfast: [
    {
      title: 'First steps',
      lines: ['holdfast explain /var/log/amanda', 'holdfast explain client.log server.log', 'some-command | holdfast explain -'],
      commands: true,
    },
  ],
  explain: [
    {
      title: 'Exit status',
      lines: ['0 no failure found, 1 an incident was found, 2 nothing was recognised, part of the evidence is damaged or unreadable, or it could not run.'],
    },
    {
      title: 'Annotated captures',
      lines: [
        '--annotate writes pcapng with the headline as the comment of the section, and on every frame that the verdict cites the cause, its role and what the frame shows: the display filter frame.comment lists them in Wireshark. Packets and times stay as they are. Of several captures each gets a copy: OUT-1.pcapng, OUT-2.pcapng, in the order of the report. Only its owner may read a copy. A pipe or standard input cannot be copied, as the capture is read twice.',
      ],
    },
    {
      title: 'Examples',
      lines: [
        'holdfast explain /var/log/amanda/server client-debug.tar.gz',
        'holdfast explain --host backup1=server.log --host web3=client.log server.log client.log',
        'holdfast explain --observed firewall-between --observed always-same-age=300 dump.log',
        'holdfast explain --output json mail.txt | jq .incidents[].headline',
        'holdfast explain --annotate verdict.pcapng client.pcap client.log',
        'tcpdump -U -i eth0 -w - tcp port 873 | holdfast explain -   # Ctrl-C ends the capture, then comes the answer',
      ],
      commands: true,
    },
  ],
  flows: [
    {
      title: 'History',
      lines: [
        'Upper case is the end that opened the connection: S SYN, H SYN-ACK, A ACK, D data, F FIN, R reset, T sent again, P probe of a lost tail, Z window closed, W probe of a closed window, K keepalive, G missing in the capture, I ICMP error, _300 seconds of silence, ! its death.',
      ],
    },
    {
      title: 'Filters',
      lines: [
        'host=ADDRESS, port=NUMBER, ended=reset|timeout|fin|open|silent|unanswered|refused|unreachable|half-closed, troubled; and 5, 5.., ..5 or 1..5 of stream, packets, bytes, resent, zero-window, idle, duration and rtt, the last three in seconds.',
      ],
    },
    { title: 'Exit status', lines: ['0, or 2 when there was no capture or it could not run.'] },
    {
      title: 'Examples',
      lines: [
        'holdfast flows backup.pcapng',
        'holdfast flows --filter port=873,ended=reset --output jsonl client.pcap server.pcap.gz',
        'holdfast flows --filter troubled,idle=60.. --sort idle --verbose backup.pcapng',
        'tcpdump -i eth0 -c 10000 -w - tcp | holdfast flows -',
      ],
      commands: true,
    },
  ],
  causes: [{ title: 'Exit status', lines: ['0, or 2 when there is no such cause.'] }],
  mcp: [
    {
      title: 'Tools',
      lines: [
        'explain: the report on files and folders below the roots, by the same JSON schema as "holdfast explain --output json".',
        'evidence: the quotes behind an incident of the last report, or behind one cause of it.',
        'list_causes, describe_cause: the causes that holdfast knows.',
        'Nothing is written, and nothing outside the roots is read. Log lines are returned as data: an assistant must not follow what they say.',
      ],
    },
    { title: 'Examples', lines: ['holdfast mcp --root /var/log/amanda --root /srv/tickets'], commands: true },
  ],
}
