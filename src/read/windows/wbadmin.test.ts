import { testTold } from '../../../test/support/line-tables.ts'
import { windowsEvents } from './events.ts'

const stopped = 'The backup operation stopped before completing.'
const ended = `run.ended outcome=failed text=${stopped} echo`

testTold(
  [windowsEvents],
  [
    [`${stopped}\nDetailed error: The semaphore timeout period has expired.`, [ended, 'mount.failed fileSystem=SMB specific']],
    [`${stopped}\nERROR - Detailed error: The process for creating the shadow copy timed out.`, [ended, 'source.failed reason=other specific']],
    [`${stopped}\nDetailed error: There is not enough disk space on the target.`, [ended, 'storage.full specific']],
    [
      `${stopped}\nDetailed error: The user name or password is incorrect.`,
      [ended, 'access.refused reason=authentication detail=The user name or password is incorrect. specific'],
    ],
    [
      `${stopped}\nDetailed error: The device cannot be used as a backup storage location.`,
      [ended, 'media.failed medium=backup storage location detail=The device cannot be used as a backup storage location. specific'],
    ],
    [`${stopped}\nDetailed error: Access is denied.`, [ended, 'source.failed reason=permission specific']],
    ['The backup operation was talked about, and the detailed error is: none', undefined],
  ],
)
