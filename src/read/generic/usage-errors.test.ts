import { testKinds } from '../../../test/support/line-tables.ts'
import { paste } from '../paste/reader.ts'
import { generic } from './reader.ts'

testKinds(
  [generic, paste],
  [
    ["tar: unrecognized option '--listed-incrementl=/var/x'", '*usage.refused'],
    ['bsdtar: Option --exclud is not supported', ''],
    ['gpg: invalid option "--batchh"', '*usage.refused'],
    ['duplicity: error: no such option: --full-if-oldr', '*usage.refused'],
    ['rdiff-backup: error: unrecognized arguments: --remove-oldr-than', '*usage.refused'],
    ["mysqldump: [ERROR] unknown option '--single-transactio'.", '*usage.refused'],
    ["mysqldump: unknown variable 'defaults-file=/etc/backup.cnf'", '*usage.refused'],
    ["pg_dump: option requires an argument -- 'f'", '*usage.refused'],
    ["/usr/bin/zstd: unrecognized option '--thread'", '*usage.refused'],
    ['unknown flag: --exclud', '*usage.refused'],
    ['Error: unknown flag: --transfer', '*usage.refused'],
    ["Error: unknown shorthand flag: 'Z' in -Z", '*usage.refused'],
    ['flag provided but not defined: -bckup', '*usage.refused'],
    ["error: unexpected argument '--keep-dayly' found", '*usage.refused'],
    ['Error: No such option: --repositry', '*usage.refused'],
    ['Unknown option: lvmm', '*usage.refused'],
    ["2026-11-20 02:00:01 tar: invalid option -- 'Q'", '*usage.refused'],
    // What a script calls beside the backup.
    ["mail: invalid option -- 'Q'", 'usage.refused'],
    ["date: unrecognized option '--iso-seconds-x'", 'usage.refused'],
    // Words about options, and mounts.
    ['If tar says unrecognized option, your tar is old.', ''],
    ['mount: /mnt: wrong fs type, bad option, bad superblock on /dev/sdb1', ''],
    ['unknown option handling was improved in this release', ''],
    ['  --exclude=PATTERN   unknown flag: values are passed on', ''],
    ['The program prints "unknown flag: --x" and ends.', ''],
  ],
)
