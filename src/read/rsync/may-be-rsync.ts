/** Words of which every line of rsync's holds one; most lines of other programs hold none, and are passed over at once. */
export const rsyncWords =
  /[Rr]sync|xitcode|Failure (?:\(|on|with)|Retrying (?:\(|a list|startup|list)|Startup of|Finished (?:a list|\(list)|return code|[Ss]udo: |@ERROR|ERROR: |WARNING: |timeout|file list|speedup|bytes|files|File list [gt]|% |unexpected tag|overflow|[Ii]nvalid |unknown message|returned|decomp|vanished|negotiat|protocol|rotocol|requires|configured to refuse|shell clean|for an explanation|connect from|name lookup|known address|tcp connection|onnect|connections \(|auth failed|password file|secrets file|cannot both be remote|unknown module|module is |list request|bind|inbound sockets|out of range|read error|write error|error in|IO error|failed|error:|requested limit|File-list|transfer request|args: |charset|cmd=|delta-|created directory|expand |exit_cleanup|cannot delete|skipping |Incompatible|-choice|^[<>ch.*][fdLDS][.c?+ ]|^\*deleting|^(?:send|recv|del\.) /

/** Whether a line is worth matching closely. */
export function mayBeRsync(text: string): boolean {
  return rsyncWords.test(text)
}
