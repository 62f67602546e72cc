import type { Remedy } from '../../model/index.ts'

/** For logins that NetBackup makes with credentials it stores: at a vCenter, a filer, a deduplication pool; undefined for any other refusal. */
export function storedCredentials(quotes: string): Remedy | undefined {
  const [, commands = undefined] = kinds.find(([pattern]) => pattern.test(quotes)) ?? []
  return commands === undefined
    ? undefined
    : {
        kind: 'fix',
        where: 'the NetBackup master or media server that holds the credentials',
        text: 'The user or its password that NetBackup stores for that system is no longer right, has expired, is locked, or lacks the rights that a backup needs. Set it anew there, and see that the account is not shared with something that locks it.',
        commands,
        risk: 'Wrong passwords tried by every job may lock the account: stop the policy while it is mended.',
        undo: 'Set the former credentials.',
        check: 'The first command goes through, and a small manual backup ends with status 0.',
      }
}

const kinds: readonly (readonly [pattern: RegExp, commands: readonly string[]])[] = [
  [/\bNDMP\b|_NDMP_|ndmp_/, ['tpautoconf -verify FILER', 'tpconfig -update -nh FILER -user_id USER   # asks for the password']],
  [/\bPDVFS\b|\bPureDisk\b|V-454-/, ['nbdevquery -liststs -stype PureDisk -U', 'tpconfig -update -stype PureDisk -sts_user_id USER -storage_server SERVER']],
  [
    /\bVMware\b|\bvCenter\b|\bvSphere/,
    ['tpconfig -dvirtualmachines', 'tpconfig -update -virtual_machine VCENTER -vm_user_id USER -vm_type 1   # asks for the password'],
  ],
]
