import assert from 'node:assert/strict'
import test from 'node:test'
import { commandLines, isSetting } from './command-lines.ts'

const settings = [
  'timeout = 600   # in the module of /etc/rsyncd.conf',
  'max connections = 40',
  'hosts allow = 192.0.2.10 2001:db8::10   # in the module',
  'ServerAliveInterval 30',
  'MaxStartups 50:30:200',
  'PerSourcePenaltyExemptList BACKUP_HOST_ADDRESS',
  'RandomizedDelaySec=30min   # in a systemd timer',
  'dtimeout 1800',
  'auth "bsdtcp"   # one connection from a free port',
  'compress none   # in the dumptype, instead of compress server custom',
  'define application-tool app_amgtar { plugin "amgtar" }',
  'exclude list append "/etc/amanda/exclude"',
  'unreserved-tcp-port 50000,50400   # amanda.conf',
  'use -10 Gb   # in holdingdisk { } of amanda.conf',
  'case $- in *i*) ;; *) return ;; esac   # sh, bash, zsh',
]

const commands = [
  'sysctl -w net.ipv4.tcp_keepalive_time=90',
  "echo 'net.ipv4.tcp_keepalive_time = 90' >> /etc/sysctl.d/90-backup.conf",
  'df -h DESTINATION; df -i DESTINATION',
  'Get-WinEvent -FilterHashtable @{LogName="System"; Id=41,1074} -MaxEvents 20   # Windows',
  'NetBackup_vnetd restart',
  'journalctl --since=yesterday',
  'rsync -a --timeout=600 SOURCE HOST::MODULE/',
  'show conn address HOST   # Cisco ASA, on both units',
]

test('lines for a configuration file have no prompt', () =>
  assert.deepEqual(
    settings.filter((line) => !isSetting(line)),
    [],
  ))

test('commands have one', () => assert.deepEqual(commands.filter(isSetting), []))

test('what follows each other stays in order', () =>
  assert.deepEqual(commandLines(['a -b', 'uid = root', 'gid = root', 'c']), [
    { kind: 'command', lines: ['a -b'] },
    { kind: 'setting', lines: ['uid = root', 'gid = root'] },
    { kind: 'command', lines: ['c'] },
  ]))
