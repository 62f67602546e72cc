import type { EventOf, Remedy } from '../../model/index.ts'

/** The backup host reads the disks of a virtual machine: its snapshot was not made, or its disks could not be opened. */
export function isOfVirtualMachine({ quote }: EventOf<'source.failed'>): boolean {
  return /\bvSphere_|\bVIXAPI\b|\bVMware\b|\bVixDiskLib_|\bvddk\b|\bsnapshot disks using given transport mode\b/i.test(quote)
}

export const virtualMachine: Remedy = {
  kind: 'fix',
  where: 'the vCenter server, the ESXi host and the backup host',
  text: "See what vCenter says of the task at that minute, whether the machine holds old snapshots or needs consolidation, and whether the backup host reaches its disks in the policy's transport mode: san needs the LUNs of the datastore, nbd and nbdssl port 902 of the ESXi host by its name, hotadd a proxy that sees the datastore.",
  commands: [
    'nc -vz -w 5 ESXI_HOST 902; nc -vz -w 5 VCENTER 443; nslookup ESXI_HOST   # on the backup host; Windows: Test-NetConnection ESXI_HOST -Port 902',
    'vim-cmd vmsvc/getallvms; vim-cmd vmsvc/snapshot.get VMID   # on the ESXi host',
    'ls -t /usr/openv/netbackup/logs/vxms/* /usr/openv/netbackup/logs/bpfis/* | head -3   # the disk library writes to vxms',
  ],
  risk: 'None: these only look. Removing snapshots makes disks of the machine busy for the time it takes.',
  undo: 'Nothing to undo.',
  check: 'A snapshot of the machine can be made and removed by hand in vCenter, and the next backup names its transport mode without an error.',
}
